package io.penstock.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A wire to a Postgres. Cut, it drops who is on it and lets nobody in; joined again, it leads wherever it is told, and begins where it always did. */
final class Wire implements AutoCloseable {

    private static final Pattern HOST = Pattern.compile("//([^/:]+):(\\d+)/");

    private final Set<Socket> ends = ConcurrentHashMap.newKeySet();
    private int port;
    private @Nullable ServerSocket entry;

    /** @param url of a database */
    static Wire to(String url) {
        var wire = new Wire();
        wire.join(url);
        return wire;
    }

    /** The same database, by way of this wire. */
    String through(String url) {
        return HOST.matcher(url).replaceFirst("//127.0.0.1:" + port + "/");
    }

    synchronized void join(String url) {
        var host = HOST.matcher(url);
        if (!host.find()) {
            throw new IllegalArgumentException(url);
        }
        var far = new InetSocketAddress(host.group(1), Integer.parseInt(host.group(2)));
        try {
            var opened = new ServerSocket();
            opened.setReuseAddress(true);
            opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            port = opened.getLocalPort();
            entry = opened;
            Thread.ofVirtual().start(() -> admit(opened, far));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized void cut() {
        if (entry != null) {
            hangUp(entry);
        }
        ends.forEach(Wire::hangUp);
        ends.clear();
    }

    @Override
    public void close() {
        cut();
    }

    private void admit(ServerSocket door, InetSocketAddress far) {
        while (!door.isClosed()) {
            try {
                var near = door.accept();
                var other = new Socket();
                other.connect(far);
                ends.add(near);
                ends.add(other);
                carry(near, other);
                carry(other, near);
                if (door.isClosed()) {
                    hangUp(near);
                    hangUp(other);
                }
            } catch (IOException e) {
                // The door is closed, or nobody is at the far end.
            }
        }
    }

    private void carry(Socket from, Socket to) {
        Thread.ofVirtual().start(() -> {
            try {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException e) {
                // One of the ends is gone, and so is the other now.
            } finally {
                hangUp(from);
                hangUp(to);
                ends.remove(from);
                ends.remove(to);
            }
        });
    }

    private static void hangUp(AutoCloseable end) {
        try {
            end.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
