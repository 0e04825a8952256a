/** Payments, at Stripe. */
@NullMarked
package io.penstock.worker.payment;

import org.jspecify.annotations.NullMarked;
