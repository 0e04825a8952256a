package io.penstock.worker.http;

import java.net.Proxy;
import java.net.Socket;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.BasicHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.util.Timeout;

/**
 * Makes connections. Each serves one request: nothing that one job did to a connection can be met by another, and no pool keeps an entry
 * for every host that was ever called.
 */
final class Connections {

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

    Connections(HttpSettings settings, VettedResolver resolver) {
        this.operator = new DefaultHttpClientConnectionOperator(
                // A plain new Socket() would obey the system property for a SOCKS proxy, which resolves names itself.
                proxy -> new Socket(Proxy.NO_PROXY),
                null,
                resolver,
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

    Connection fresh() {
        var manager = new BasicHttpClientConnectionManager(operator, factory);
        manager.setConnectionConfig(connecting);
        // The minimal client knows no proxies, redirects, cookies, credentials or retries, so none needs switching off.
        return new Connection(HttpClients.createMinimal(manager), requesting);
    }
}
