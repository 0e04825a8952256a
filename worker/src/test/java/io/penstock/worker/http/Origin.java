package io.penstock.worker.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A server on the loopback that remembers what it was sent. */
public final class Origin implements AutoCloseable {

    public record Seen(String method, String path, Headers headers, String body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();

    public Origin() {
        this(listening(HttpServer::create));
    }

    private Origin(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
        server.start();
    }

    /** One that speaks TLS with a certificate of its own making. */
    static Origin selfSigned(Path directory) throws Exception {
        var server = (HttpsServer) listening(HttpsServer::create);
        server.setHttpsConfigurator(new HttpsConfigurator(ownCertificate(directory.resolve("store"))));
        return new Origin(server);
    }

    private static HttpServer listening(Creation creation) {
        try {
            return creation.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Creation {

        HttpServer create(InetSocketAddress address, int backlog) throws IOException;
    }

    private static SSLContext ownCertificate(Path store) throws Exception {
        var password = "changeit";
        var keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "SAN=IP:127.0.0.1",
                        "-storepass",
                        password,
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.DISCARD)
                .start();
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException("keytool failed");
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(store.toFile(), password.toCharArray()), password.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    public Origin on(String path, HttpHandler handler) {
        server.createContext(path, exchange -> {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            seen.add(new Seen(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders(),
                    body));
            handler.handle(exchange);
        });
        return this;
    }

    public Origin redirect(String path, int status, String location) {
        return on(path, exchange -> {
            exchange.getResponseHeaders().set("Location", location);
            answer(exchange, status, new byte[0]);
        });
    }

    public static HttpHandler text(int status, String body) {
        return exchange -> answer(exchange, status, body.getBytes(StandardCharsets.UTF_8));
    }

    static HttpHandler bytes(String type, String encoding, byte[] body) {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.getResponseHeaders().set("Content-Encoding", encoding);
            answer(exchange, 200, body);
        };
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (exchange;
                var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    public List<Seen> seen() {
        return seen;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** A URL of this server under that name. */
    public String url(String host, String path) {
        return "http://" + host + ":" + port() + path;
    }

    public String url(String path) {
        return url("127.0.0.1", path);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
