package io.penstock.store;

import org.jspecify.annotations.Nullable;

/** The store does not do what it should: it is full, away, or has lost something. */
public final class StoreUnavailable extends RuntimeException {

    /** @param what without names of files, which are their tenants' */
    public StoreUnavailable(String what, @Nullable Throwable cause) {
        super(what, cause);
    }
}
