/** The stand-in of Stripe: payment intents and refunds that remember what was done to them. */
@NullMarked
package io.penstock.sandbox.stripe;

import org.jspecify.annotations.NullMarked;
