package io.penstock.api.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.penstock.catalog.json.Violation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * RFC 9457: what is wrong with a request, for a program (type, code, retryable, errors) and for a person (title, detail).
 *
 * @param code the same for the same cause, for ever
 * @param retryable whether the same request may succeed later
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"type", "title", "status", "code", "detail", "retryable", "errors", "request_id"})
public record Problem(
        @JsonProperty("type") String type,
        int status,
        String code,
        String title,
        String detail,
        boolean retryable,
        @Nullable List<Violation> errors,
        @Nullable String requestId) {

    public static Problem of(int status, String code, String title, String detail) {
        return new Problem("about:blank", status, code, title, detail, false, null, null);
    }

    public static Problem notJson() {
        return of(
                415,
                "unsupported_media_type",
                "The body must be JSON",
                "Send the body with Content-Type: application/json; a batch may also come as application/x-ndjson.");
    }

    public static Problem invalid(String detail, List<Violation> errors) {
        return new Problem(
                "about:blank", 400, "invalid_request", "The request is not valid", detail, false, errors, null);
    }

    public static Problem invalid(Violation error) {
        return invalid(
                error.pointer().isEmpty()
                        ? "The body " + error.detail() + "."
                        : error.pointer() + " " + error.detail() + ".",
                List.of(error));
    }

    public static Problem invalid(List<Violation> errors) {
        return errors.size() == 1
                ? invalid(errors.getFirst())
                : invalid(errors.size() + " things are wrong; errors names each.", errors);
    }

    public Problem asRetryable() {
        return new Problem(type, status, code, title, detail, true, errors, requestId);
    }

    public Problem at(Violation error) {
        return at(List.of(error));
    }

    public Problem at(List<Violation> errors) {
        return new Problem(type, status, code, title, detail, retryable, errors, requestId);
    }

    Problem in(@Nullable String request) {
        return new Problem(type, status, code, title, detail, retryable, errors, request);
    }
}
