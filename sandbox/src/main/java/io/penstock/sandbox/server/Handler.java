package io.penstock.sandbox.server;

import java.io.IOException;

/** Who answers the callers of a path and of all below it. */
@FunctionalInterface
public interface Handler {

    /** @throws IOException when the caller is no longer there */
    void handle(Caller caller) throws IOException;
}
