package io.penstock.catalog.http;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.catalog.json.SelfChecked;
import io.penstock.catalog.json.Violation;
import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Lane;
import io.penstock.catalog.kind.RetryPolicy;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One HTTP call to a public address. */
public final class HttpRequest {

    public static final Kind<Payload, Result> KIND = new Kind<>(
            "http.request",
            "Calls a public URL and keeps status, headers and body. Never reaches private addresses.",
            Lane.HTTP,
            Payload.class,
            Result.class,
            RetryPolicy.exponential(5, Duration.ofSeconds(1), Duration.ofMinutes(5)),
            Duration.ofMinutes(1));

    private HttpRequest() {}

    public record Payload(
            @Pattern(
                    regexp = "GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS",
                    message = "must be one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")
            @JsonPropertyDescription("GET unless told otherwise.")
            @Nullable
            String method,

            @NotNull
            @Size(max = 8192)
            @Pattern(
                    regexp = "[Hh][Tt][Tt][Pp][Ss]?://[^\\s/?#@]+([/?#]\\S*)?",
                    message = "must be an http or https URL without user and password")
            @JsonPropertyDescription("An http or https URL.")
            String url,

            @Size(max = 100) @JsonPropertyDescription("Headers to send.") @Nullable
            Map<
                            @Pattern(regexp = "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}", message = "must be a header name")
                            String,
                            @NotNull
                            @Pattern(
                                    regexp = "[\\t\\x20-\\x7e]{0,8192}",
                                    message = "must be printable ASCII without line breaks")
                            String>
                    headers,

            @JsonPropertyDescription("The body to send, as text.") @Nullable
            String body,

            @Size(max = 100)
            @JsonPropertyDescription("The statuses that count as success; 200 to 299 unless given.")
            @Nullable
            List<@NotNull @Min(100) @Max(599) Integer> expectedStatuses,

            @JsonPropertyDescription("An artifact to send as the body, in the place of one as text.") @Nullable
            ArtifactId bodyArtifact,

            @JsonPropertyDescription(
                    "Whether the body of the response becomes an artifact, whole and however long, in the place of text in the result.")
            @Nullable
            Boolean keepResponse)
            implements SelfChecked {

        public Payload(
                @Nullable String method,
                String url,
                @Nullable Map<String, String> headers,
                @Nullable String body,
                @Nullable List<Integer> expectedStatuses) {
            this(method, url, headers, body, expectedStatuses, null, null);
        }

        @Override
        public List<Violation> violations() {
            return body == null || bodyArtifact == null
                    ? List.of()
                    : List.of(new Violation("/body_artifact", "must not be given with body"));
        }

        public boolean keepsResponse() {
            return keepResponse != null && keepResponse;
        }

        public String methodOrDefault() {
            return method == null ? "GET" : method;
        }

        public Map<String, String> headersOrNone() {
            return headers == null ? Map.of() : headers;
        }

        public boolean expects(int status) {
            return expectedStatuses == null ? status >= 200 && status < 300 : expectedStatuses.contains(status);
        }
    }

    public record Result(
            @NotNull int status,
            @NotNull Map<String, List<String>> headers,

            @JsonPropertyDescription(
                    "The body as text, up to the limit; null when there is none, or it is kept as an artifact.")
            @Nullable
            String body,

            @NotNull @JsonPropertyDescription("Whether the body was longer than the limit and is cut.")
            boolean truncated,

            @JsonPropertyDescription("The body, if the payload says keep_response and there is one.") @Nullable
            ArtifactId artifact) {

        public Result(int status, Map<String, List<String>> headers, @Nullable String body, boolean truncated) {
            this(status, headers, body, truncated, null);
        }
    }
}
