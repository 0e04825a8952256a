package io.penstock.sandbox.smtp;

import io.penstock.sandbox.Sandbox;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** Speaks with a mail server line by line. */
final class Caller implements AutoCloseable {

    private static final int PATIENCE_MS = 30_000;

    private final Socket socket;
    private final BufferedReader in;

    /** One that is not greeted yet. */
    Caller(Sandbox sandbox) {
        try {
            socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), sandbox.smtpPort());
            socket.setSoTimeout(PATIENCE_MS);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Caller greeted(Sandbox sandbox) {
        var caller = new Caller(sandbox);
        caller.hear();
        caller.say("EHLO shop");
        return caller;
    }

    /** The whole answer to one line. */
    String say(String line) {
        tell(line + "\r\n");
        return hear();
    }

    void tell(String text) {
        tell(text.getBytes(StandardCharsets.UTF_8));
    }

    void tell(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next answer, with all of its lines; empty when there comes none any more. */
    String hear() {
        try {
            var answer = new StringBuilder();
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                answer.append(line);
                if (line.charAt(3) == ' ') {
                    break;
                }
                answer.append('\n');
            }
            return answer.toString();
        } catch (SocketTimeoutException e) {
            throw new UncheckedIOException("Neither an answer nor an end", e);
        } catch (IOException e) {
            return "";
        }
    }

    /** All up to the mail itself. */
    void begin(String to) {
        say("MAIL FROM:<shop@mill.test>");
        say("RCPT TO:<" + to + ">");
        say("DATA");
    }

    /** Says a whole mail, and hears what comes of it. */
    String send(String to, String text) {
        begin(to);
        return say(text + "\r\n.");
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
