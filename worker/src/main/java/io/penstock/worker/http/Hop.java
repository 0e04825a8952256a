package io.penstock.worker.http;

import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.catalog.http.HttpRequest;
import io.penstock.guard.Target;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request of a call: the first, or one that a redirect asks for.
 *
 * @param file the artifact that is sent as its body
 */
public record Hop(
        String method,
        Target target,
        Map<String, String> headers,
        @Nullable String body,
        @Nullable ArtifactId file) {

    public Hop(String method, Target target, Map<String, String> headers, @Nullable String body) {
        this(method, target, headers, body, null);
    }

    static Hop first(HttpRequest.Payload payload, Target target) {
        return new Hop(
                payload.methodOrDefault(), target, payload.headersOrNone(), payload.body(), payload.bodyArtifact());
    }

    static boolean isRedirect(int status) {
        return switch (status) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }

    Optional<Hop> redirected(int status, String location) {
        return target.resolve(location).map(next -> to(next, becomesGet(status)));
    }

    private boolean becomesGet(int status) {
        return switch (status) {
            case 301, 302 -> method.equals("POST");
            case 303 -> !method.equals("GET") && !method.equals("HEAD");
            default -> false;
        };
    }

    private Hop to(Target next, boolean becomesGet) {
        var body = becomesGet ? null : this.body;
        var file = becomesGet ? null : this.file;
        var kept = new LinkedHashMap<String, String>();
        headers.forEach((name, value) -> {
            // The type belongs to the body and goes where the body goes. All else may be a secret between the sender
            // and the first host, and once left out it is gone: the way back is of the other host's choosing.
            if (isContentType(name) ? body != null || file != null : target.sameOrigin(next)) {
                kept.put(name, value);
            }
        });
        return new Hop(becomesGet ? "GET" : method, next, kept, body, file);
    }

    static boolean isContentType(String header) {
        return header.equalsIgnoreCase("Content-Type");
    }
}
