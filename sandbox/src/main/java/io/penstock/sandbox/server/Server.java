package io.penstock.sandbox.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.penstock.catalog.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server on the loopback, with a virtual thread for each request. */
public final class Server implements AutoCloseable {

    /** On every answer, so that nobody takes it for the real one. */
    public static final String MARK = "penstock-sandbox";

    private static final Logger LOG = System.getLogger(Server.class.getName());

    private static final int BACKLOG = 4096;

    static {
        // Read once, when the JDK's server is first used. Small pieces go out at once, and a connection is not closed
        // while a client may
        // still use it again: by default that happens to all beyond 200, and after as long as clients keep theirs.
        preset("sun.net.httpserver.nodelay", "true");
        preset("sun.net.httpserver.maxIdleConnections", "20000");
        preset("sun.net.httpserver.idleInterval", "300");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Handler> handlers;

    /**
     * @param port 0 for any
     * @param handlers by the paths that they answer; no path begins with another
     */
    public Server(int port, Map<String, Handler> handlers) {
        this.handlers = Map.copyOf(handlers);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), BACKLOG);
        } catch (IOException e) {
            throw new UncheckedIOException("The sandbox cannot listen on port " + port, e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    private static void preset(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set(MARK, "true");
        var caller = new Caller(exchange);
        try {
            handler(caller.path()).handle(caller);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "{0} {1} was not answered: {2}", caller.method(), caller.path(), e.getClass());
            throw e;
        }
        if (caller.isHungUp()) {
            // Closing the exchange would end the answer properly; what a handler throws breaks the connection.
            throw new IOException("Hung up on purpose");
        }
        exchange.close();
    }

    private Handler handler(String path) {
        return handlers.entrySet().stream()
                .filter(handler -> path.equals(handler.getKey()) || path.startsWith(handler.getKey() + "/"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(Server::nobody);
    }

    private static void nobody(Caller caller) throws IOException {
        var problem = Json.mapper().createObjectNode().put("detail", "Sandbox: nobody answers this path.");
        caller.send(Answer.json(404, problem));
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
