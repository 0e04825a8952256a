package io.penstock.sandbox.stripe;

import org.jspecify.annotations.Nullable;

/** Who brought something about: a request, or nobody that asked Stripe. */
record Origin(@Nullable String request, @Nullable String idempotencyKey) {

    static final Origin OUTSIDE = new Origin(null, null);
}
