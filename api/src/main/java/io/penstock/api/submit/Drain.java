package io.penstock.api.submit;

import java.io.IOException;
import java.io.InputStream;

/** Who is still sending does not hear why it is refused: a server that hangs up on it takes its answer with it. */
public final class Drain {

    private static final long MOST = 64 << 20;

    private Drain() {}

    /** Reads on, within reason, so that the client comes to the point where it listens. */
    public static void some(InputStream body) {
        var sink = new byte[1 << 16];
        try {
            long left = MOST;
            for (int read = body.read(sink); read >= 0 && left > 0; read = body.read(sink)) {
                left -= read;
            }
        } catch (IOException e) {
            // It hung up first.
        }
    }
}
