package io.penstock.worker.http;

import io.penstock.guard.GuardedClients;
import io.penstock.guard.Lookup;
import io.penstock.worker.handler.JobArtifacts.Opened;
import java.io.IOException;
import java.net.InetAddress;
import java.util.function.Function;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections. Each serves one request: nothing that one job did to a connection can be met by another, and no pool keeps an entry
 * for every host that was ever called.
 */
public final class Connections {

    private final GuardedClients clients;
    private final RequestConfig requesting;

    /** To hosts that are public or, by these settings, allowed. */
    public Connections(HttpSettings settings) {
        this(settings, InetAddress::getAllByName);
    }

    Connections(HttpSettings settings, Lookup lookup) {
        this.clients = new GuardedClients(settings.allowed(), settings.connectTimeout(), lookup);
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
        return new Connection(clients.fresh(), requesting);
    }
}
