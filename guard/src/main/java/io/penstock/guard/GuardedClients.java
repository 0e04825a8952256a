package io.penstock.guard;

import java.net.Proxy;
import java.net.Socket;
import java.time.Duration;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.classic.MinimalHttpClient;
import org.apache.hc.client5.http.impl.io.BasicHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.util.Timeout;

/** HTTP clients that reach public and allowed hosts only. Each is for one request, so that nothing one job did to a connection can be met by another. */
public final class GuardedClients {

    /** Without a bound the client would keep as many headers as the other side likes to send. */
    private static final Http1Config BOUNDED = Http1Config.custom()
            .setMaxHeaderCount(100)
            .setMaxLineLength(16 * 1024)
            .build();

    private final HttpClientConnectionOperator operator;
    private final ManagedHttpClientConnectionFactory factory =
            ManagedHttpClientConnectionFactory.builder().http1Config(BOUNDED).build();
    private final ConnectionConfig connecting;

    /** @param connectTimeout how long the look-up of a name may take, and then each try to connect */
    public GuardedClients(AllowedHosts allowed, Duration connectTimeout, Lookup lookup) {
        this.operator = new DefaultHttpClientConnectionOperator(
                // A plain new Socket() would obey the system property for a SOCKS proxy, which resolves names itself.
                proxy -> new Socket(Proxy.NO_PROXY),
                null,
                new VettedResolver(allowed, connectTimeout, lookup),
                RegistryBuilder.<TlsSocketStrategy>create()
                        .register("https", DefaultClientTlsStrategy.createDefault())
                        .build());
        this.connecting = ConnectionConfig.custom()
                .setConnectTimeout(Timeout.of(connectTimeout))
                .build();
    }

    public MinimalHttpClient fresh() {
        var manager = new BasicHttpClientConnectionManager(operator, factory);
        manager.setConnectionConfig(connecting);
        // The minimal client knows no proxies, redirects, cookies, credentials or retries, so none needs switching off.
        return HttpClients.createMinimal(manager);
    }
}
