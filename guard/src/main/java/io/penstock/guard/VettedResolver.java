package io.penstock.guard;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.hc.client5.http.DnsResolver;

/**
 * The one way from a host to addresses. A connection goes to exactly the addresses that were judged here: a second look-up could be
 * answered differently, and that is how a name is made to point inside.
 */
final class VettedResolver implements DnsResolver {

    private final AllowedHosts allowed;
    private final Duration patience;
    private final Lookup lookup;

    VettedResolver(AllowedHosts allowed, Duration patience, Lookup lookup) {
        this.allowed = allowed;
        this.patience = patience;
        this.lookup = lookup;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        var addresses = addresses(host);
        if (addresses.length == 0) {
            throw new UnknownHostException(host);
        }
        // One address inside is enough to refuse: which of several is taken is left to chance and to failures.
        if (!allowed.contain(host) && !Stream.of(addresses).allMatch(PublicAddresses::contain)) {
            throw new AddressNotAllowedException(host);
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    /** A look-up cannot be interrupted, and a stranger's name server may be as slow as it likes: it is waited for from outside. */
    private InetAddress[] addresses(String host) throws UnknownHostException {
        var answer = new FutureTask<>(() -> lookup.addresses(host));
        Thread.startVirtualThread(answer);
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(host, e);
        } catch (ExecutionException | TimeoutException e) {
            throw unknown(host, e);
        }
    }

    private static UnknownHostException unknown(String host, Exception cause) {
        var unknown = new UnknownHostException(host);
        unknown.initCause(cause);
        return unknown;
    }
}
