package io.penstock.sandbox.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** An answer that is sent event by event; the other side has each as soon as it is sent. */
public final class EventStream {

    private final OutputStream out;

    EventStream(OutputStream out) {
        this.out = out;
    }

    public void send(Event event) throws IOException {
        out.write(event.written().getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
