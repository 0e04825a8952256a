package io.penstock.guard;

import java.io.Serial;
import java.net.UnknownHostException;

/** A resolver may throw nothing else than an unknown host, and this must not be tried again like one. */
public final class AddressNotAllowedException extends UnknownHostException {

    @Serial
    private static final long serialVersionUID = 1L;

    AddressNotAllowedException(String host) {
        super(host);
    }
}
