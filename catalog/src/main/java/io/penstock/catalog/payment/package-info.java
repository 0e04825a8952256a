/** Payments. */
@NullMarked
package io.penstock.catalog.payment;

import org.jspecify.annotations.NullMarked;
