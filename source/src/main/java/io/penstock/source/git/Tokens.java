package io.penstock.source.git;

import io.penstock.guard.AllowedHosts;
import io.penstock.guard.Target;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What proves to a host that it may show us more than it shows to all. Each host gets its own, and nobody can read it on the way. */
final class Tokens {

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "::1", "localhost");

    /** Hosts ask for the token as a password; this user is what GitHub wants, and the others take any. */
    private static final String USER = "x-access-token:";

    private final Map<String, String> byHost;
    private final AllowedHosts allowed;

    Tokens(Map<String, String> byHost, AllowedHosts allowed) {
        this.byHost = byHost.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        token -> token.getKey().toLowerCase(Locale.ROOT), Map.Entry::getValue));
        this.allowed = allowed;
    }

    /** The header Authorization for that target. */
    @Nullable
    String authorization(Target target) {
        var host = target.host().getHostName().toLowerCase(Locale.ROOT);
        var token = byHost.get(host);
        return token == null || !isPrivate(target, host)
                ? null
                : "Basic " + Base64.getEncoder().encodeToString((USER + token).getBytes(StandardCharsets.UTF_8));
    }

    private boolean isPrivate(Target target, String host) {
        return target.host().getSchemeName().equals("https") || (LOOPBACK.contains(host) && allowed.contain(host));
    }
}
