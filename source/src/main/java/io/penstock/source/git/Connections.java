package io.penstock.source.git;

import io.penstock.guard.GuardedClients;
import io.penstock.guard.Target;
import io.penstock.source.Origin;
import java.io.IOException;
import java.net.Proxy;
import java.net.URL;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.jspecify.annotations.Nullable;

/** The connections of one exchange. */
final class Connections implements HttpConnectionFactory {

    private final GuardedClients clients;
    private final Tokens tokens;
    private final Exchange exchange;

    Connections(GuardedClients clients, Tokens tokens, Exchange exchange) {
        this.clients = clients;
        this.tokens = tokens;
        this.exchange = exchange;
    }

    @Override
    public HttpConnection create(URL url) throws IOException {
        var target = Target.parse(url.toExternalForm());
        if (target.isEmpty()) {
            throw exchange.refuse(Origin.GIT.refused("forbidden", RemoteAddress.RULE));
        }
        return new GuardedConnection(url, target.get(), clients, tokens.authorization(target.get()), exchange);
    }

    /** A proxy would look names up by itself. */
    @Override
    public HttpConnection create(URL url, @Nullable Proxy proxy) throws IOException {
        return create(url);
    }
}
