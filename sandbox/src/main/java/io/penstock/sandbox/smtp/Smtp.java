package io.penstock.sandbox.smtp;

import io.penstock.sandbox.generation.House;
import io.penstock.sandbox.mail.Post;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A mail server on the loopback, with a virtual thread for each client. */
public final class Smtp implements AutoCloseable {

    public static final String NAME = "smtp";

    private static final int BACKLOG = 4096;
    private static final int MOST_CLIENTS = 1_000;

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger clients = new AtomicInteger();
    private final Intake intake;
    private final Room room = new Room();
    private final Greylist greylist = new Greylist();

    /** @param port 0 for any */
    public Smtp(int port, House house, Post post) {
        this.intake = new Intake(house.journal(), house.faults(), post, house.pauses());
        try {
            server = new ServerSocket(port, BACKLOG, InetAddress.ofLiteral("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException("The sandbox cannot take mails on port " + port, e);
        }
        threads.execute(this::listen);
    }

    private void listen() {
        while (!server.isClosed()) {
            try {
                var client = server.accept();
                threads.execute(() -> serve(client));
            } catch (IOException | RuntimeException e) {
                // Closed, or a client that was gone before it was let in.
            }
        }
    }

    private void serve(Socket client) {
        var place = clients.incrementAndGet();
        try (client) {
            var line = new Line(client);
            if (place > MOST_CLIENTS) {
                line.say(Reply.no(421, "4.3.2", "There are too many here."));
            } else {
                new Session(line, intake, room, greylist).run();
            }
        } catch (IOException e) {
            // He is gone, and with him whatever he had not finished.
        } finally {
            clients.decrementAndGet();
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Those who are there are hung up on, as the threads that listen to them are interrupted. */
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            threads.shutdownNow();
        }
    }
}
