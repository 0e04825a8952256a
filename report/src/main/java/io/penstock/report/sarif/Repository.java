package io.penstock.report.sarif;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/** The address of a git repository as a URI; git itself takes {@code git@host:path} too. */
final class Repository {

    private static final Pattern OF_SSH = Pattern.compile("(?<host>[A-Za-z0-9._-]+@[A-Za-z0-9.-]+):(?<path>[^/].*)");

    private Repository() {}

    static Optional<String> uri(String address) {
        var ssh = OF_SSH.matcher(address);
        try {
            var uri = new URI(ssh.matches() ? "ssh://" + ssh.group("host") + "/" + ssh.group("path") : address);
            return uri.isAbsolute() && !uri.isOpaque() ? Optional.of(uri.toASCIIString()) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
