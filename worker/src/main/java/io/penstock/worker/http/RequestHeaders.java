package io.penstock.worker.http;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The headers that a request's sender may not give: they would break the framing, or pretend to be another host. */
final class RequestHeaders {

    private static final Set<String> NOT_ALLOWED = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "http2-settings",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private RequestHeaders() {}

    static Optional<String> firstNotAllowed(Collection<String> names) {
        return names.stream().filter(RequestHeaders::isNotAllowed).sorted().findFirst();
    }

    private static boolean isNotAllowed(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return NOT_ALLOWED.contains(lower) || lower.startsWith("proxy-");
    }
}
