package io.penstock.sandbox.smtp;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;

/** The line to one client. Only CR and LF together end what he says, so that nobody can hide one mail in another. */
final class Line {

    private static final int PATIENCE_MS = (int) Duration.ofMinutes(5).toMillis();

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    Line(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MS);
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /** @param longest in bytes, without the line break */
    Heard hear(int longest) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var length = 0L;
        var before = -1;
        for (var next = in.read(); next >= 0; next = in.read()) {
            if (before == '\r' && next == '\n') {
                return length - 1 > longest ? new Heard.TooLong() : new Heard.Said(withoutLast(bytes));
            }
            if (length++ <= longest) {
                bytes.write(next);
            }
            before = next;
        }
        return new Heard.HungUp();
    }

    /** The CR was taken for a part of the line until the LF came. */
    private static byte[] withoutLast(ByteArrayOutputStream bytes) {
        var all = bytes.toByteArray();
        return Arrays.copyOf(all, all.length - 1);
    }

    /** @return true, as the client stays */
    boolean say(Reply reply) throws IOException {
        out.write(reply.written());
        out.flush();
        return true;
    }

    /**
     * Ends in the middle, so that the other side sees that this is no leave.
     *
     * @return false, as the client is gone
     */
    boolean breakOff() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
        return false;
    }
}
