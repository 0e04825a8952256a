package io.penstock.worker.http;

import io.penstock.worker.handler.JobArtifacts.Opened;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.Socket;
import java.util.function.Function;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.BasicHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections. Each serves one request: nothing that one job did to a connection can be met by another, and no pool keeps an entry
 * for every host that was ever called.
 */
public final class Connections {

    /** Without a bound the client would keep as many headers as the other side likes to send. */
    private static final Http1Config BOUNDED = Http1Config.custom()
            .setMaxHeaderCount(100)
            .setMaxLineLength(16 * 1024)
            .build();

    private final HttpClientConnectionOperator operator;
    private final ManagedHttpClientConnectionFactory factory =
            ManagedHttpClientConnectionFactory.builder().http1Config(BOUNDED).build();
    private final ConnectionConfig connecting;
    private final RequestConfig requesting;

    /** To hosts that are public or, by these settings, allowed. */
    public Connections(HttpSettings settings) {
        this(settings, InetAddress::getAllByName);
    }

    Connections(HttpSettings settings, Lookup lookup) {
        this.operator = new DefaultHttpClientConnectionOperator(
                // A plain new Socket() would obey the system property for a SOCKS proxy, which resolves names itself.
                proxy -> new Socket(Proxy.NO_PROXY),
                null,
                new VettedResolver(settings, lookup),
                RegistryBuilder.<TlsSocketStrategy>create()
                        .register("https", DefaultClientTlsStrategy.createDefault())
                        .build());
        this.connecting = ConnectionConfig.custom()
                .setConnectTimeout(Timeout.of(settings.connectTimeout()))
                .build();
        this.requesting = RequestConfig.custom()
                .setResponseTimeout(Timeout.of(settings.responseTimeout()))
                .build();
    }

    /** Makes of a response what it is to be, while its connection is open. */
    @FunctionalInterface
    public interface Reading<T> {
        T read(ClassicHttpResponse response) throws IOException;
    }

    /** Makes one request. That there is no response, or no end of it, is an answer too. */
    public <T> T call(Hop hop, Reading<T> answered, Function<Unreached, T> unreached) throws InterruptedException {
        return call(hop, null, answered, unreached);
    }

    /** @param file to send as the body */
    <T> T call(Hop hop, @Nullable Opened file, Reading<T> answered, Function<Unreached, T> unreached)
            throws InterruptedException {
        try (var connection = fresh()) {
            return answered.read(connection.send(hop, file));
        } catch (IOException e) {
            // An interrupt closes the socket of a virtual thread, so it shows as a failure to read or write.
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return unreached.apply(Unreached.of(e, hop.target().host().getHostName()));
        }
    }

    private Connection fresh() {
        var manager = new BasicHttpClientConnectionManager(operator, factory);
        manager.setConnectionConfig(connecting);
        // The minimal client knows no proxies, redirects, cookies, credentials or retries, so none needs switching off.
        return new Connection(HttpClients.createMinimal(manager), requesting);
    }
}
