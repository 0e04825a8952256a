package io.penstock.source.git;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Speaks TLS with a certificate of its own making, and sends everybody elsewhere. */
final class TlsDoor implements AutoCloseable {

    private static final String PASSWORD = "changeit";
    private static final String STORE = "javax.net.ssl.trustStore";
    private static final String STORE_PASSWORD = "javax.net.ssl.trustStorePassword";

    private final HttpsServer server;
    private final Path store;
    private final List<String> authorizations = new CopyOnWriteArrayList<>();

    TlsDoor(Path folder, String place) throws IOException, GeneralSecurityException, InterruptedException {
        store = folder.resolve("store");
        server = HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate()));
        server.createContext("/", exchange -> {
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            exchange.getResponseHeaders().set("Location", place + "/info/refs?service=git-upload-pack");
            exchange.sendResponseHeaders(301, -1);
            exchange.close();
        });
        server.start();
    }

    private SSLContext certificate() throws IOException, GeneralSecurityException, InterruptedException {
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var made = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "SAN=IP:127.0.0.1",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.DISCARD)
                .start();
        if (made.waitFor() != 0) {
            throw new IllegalStateException("keytool failed");
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray()), PASSWORD.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    String url() {
        return "https://127.0.0.1:" + server.getAddress().getPort() + "/mill.git";
    }

    /** Until it is closed this JVM trusts its certificate, and no other. */
    void trust() {
        System.setProperty(STORE, store.toString());
        System.setProperty(STORE_PASSWORD, PASSWORD);
    }

    List<String> authorizations() {
        return authorizations;
    }

    @Override
    public void close() {
        System.clearProperty(STORE);
        System.clearProperty(STORE_PASSWORD);
        server.stop(0);
    }
}
