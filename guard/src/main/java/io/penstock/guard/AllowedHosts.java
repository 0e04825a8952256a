package io.penstock.guard;

import java.net.InetAddress;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Hosts that may be called although they are private. */
public final class AllowedHosts {

    public static final AllowedHosts NONE = new AllowedHosts(Set.of());

    private final Set<String> names;

    private AllowedHosts(Set<String> names) {
        this.names = names;
    }

    /**
     * @param setting its name
     * @param entries host names and IP addresses, as they stand in a URL
     */
    public static AllowedHosts of(String setting, Collection<String> entries) {
        return new AllowedHosts(
                entries.stream().map(entry -> host(setting, entry)).collect(Collectors.toUnmodifiableSet()));
    }

    public Set<String> names() {
        return names;
    }

    public boolean contain(String host) {
        return names.contains(withoutBrackets(host.toLowerCase(Locale.ROOT)));
    }

    private static String host(String setting, String entry) {
        var host = withoutBrackets(entry.strip().toLowerCase(Locale.ROOT));
        if (!host.matches("[a-z0-9._-]+") && !isIpv6(host)) {
            throw new IllegalArgumentException(setting + " must hold host names and IP addresses without"
                    + " scheme, port or path, not '" + entry + "'");
        }
        return host;
    }

    private static boolean isIpv6(String host) {
        try {
            return host.contains(":") && InetAddress.ofLiteral(host) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
