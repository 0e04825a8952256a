package io.penstock.api.problem;

import io.penstock.db.artifact.ArtifactUses.ArtifactGone;
import io.penstock.store.StoreUnavailable;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.ConnectionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** The one place that turns refusals and exceptions into problem details. */
@RestController
@RestControllerAdvice
public final class Problems implements ErrorController {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final String RETRY_AFTER = "2";

    @ExceptionHandler
    public ResponseEntity<Problem> refused(Refusal refusal, HttpServletRequest request) {
        return answer(refusal.problem(), new HttpHeaders(), request);
    }

    /** Nothing when nobody is there to hear it. */
    @ExceptionHandler
    public @Nullable ResponseEntity<Problem> failed(Exception failure, HttpServletRequest request) {
        if (failure instanceof HalfAnswer half) {
            // Nothing may follow it, not even its end: the server cuts the connection.
            throw half;
        }
        if (failure instanceof IOException) {
            LOG.debug("{} was given up by its client", RequestId.of(request), failure);
            return null;
        }
        if (databaseIsAway(failure)) {
            LOG.warn("{}: Postgres is out of reach", RequestId.of(request));
            return answer(unavailable(), new HttpHeaders(), request);
        }
        if (failure instanceof ArtifactGone) {
            return answer(artifactGone(), new HttpHeaders(), request);
        }
        if (failure instanceof StoreUnavailable) {
            LOG.warn("{}: {}", RequestId.of(request), failure.getMessage());
            return answer(noStore(), new HttpHeaders(), request);
        }
        if (failure instanceof ErrorResponse known && known.getStatusCode().is4xxClientError()) {
            return answer(clientError(known.getStatusCode().value(), failure), known.getHeaders(), request);
        }
        LOG.error("{} failed", RequestId.of(request), failure);
        return answer(internal(), new HttpHeaders(), request);
    }

    /** What failed before it reached a controller, or after one had begun to answer: then there is nothing to add. */
    @RequestMapping("/error")
    public @Nullable ResponseEntity<Problem> outside(HttpServletRequest request, HttpServletResponse response) {
        if (response.isCommitted()) {
            return null;
        }
        var status = (Integer) request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        // Nothing failed: somebody found this path.
        return answer(outside(status == null ? 404 : status), new HttpHeaders(), request);
    }

    static Problem outside(int status) {
        return status == 500 ? internal() : clientError(status, null);
    }

    public static ResponseEntity<Problem> answer(Problem problem, HttpHeaders headers, HttpServletRequest request) {
        var response = ResponseEntity.status(problem.status())
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (problem.retryable() && (problem.status() == 503 || problem.status() == 429)) {
            response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
        }
        if (problem.status() == 401) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        return response.body(problem.in(RequestId.of(request)));
    }

    private static Problem clientError(int status, @Nullable Exception failure) {
        return switch (status) {
            case 404 ->
                Problem.of(404, "not_found", "There is nothing here", "No route has this path; see /openapi.json.");
            case 405 -> Problem.of(405, "method_not_allowed", "This method is not allowed here", allowed(failure));
            case 406 -> Problem.of(406, "not_acceptable", "Nothing acceptable to send", acceptable(failure));
            case 413 ->
                Problem.of(
                        413, "too_large", "The request is too large", "The request is larger than this server takes.");
            case 415 -> Problem.notJson();
            default ->
                Problem.of(
                        status,
                        status < 500 ? "bad_request" : "not_served",
                        Optional.ofNullable(HttpStatus.resolve(status))
                                .map(HttpStatus::getReasonPhrase)
                                .orElse("Bad request"),
                        status < 500
                                ? "The request cannot be understood."
                                : "The server does not serve such requests.");
        };
    }

    private static String acceptable(@Nullable Exception failure) {
        return failure instanceof HttpMediaTypeNotAcceptableException e
                ? "This route answers with "
                        + e.getSupportedMediaTypes().stream()
                                .map(MediaType::toString)
                                .collect(Collectors.joining(" or "))
                        + " only."
                : "This route does not answer in such a form.";
    }

    private static String allowed(@Nullable Exception failure) {
        return failure instanceof HttpRequestMethodNotSupportedException e && e.getSupportedMethods() != null
                ? "Allowed here: " + String.join(", ", e.getSupportedMethods()) + "."
                : "The header Allow names those that are.";
    }

    private static Problem unavailable() {
        return Problem.of(
                        503,
                        "database_unavailable",
                        "The database is out of reach",
                        "Whether this request was stored is not known. Send it again with the same Idempotency-Key.")
                .asRetryable();
    }

    private static Problem artifactGone() {
        return Problem.of(
                409,
                "artifact_gone",
                "An artifact is gone",
                "An artifact that the request refers to was deleted just now. Nothing was submitted with it.");
    }

    private static Problem noStore() {
        return Problem.of(
                        503,
                        "store_unavailable",
                        "The store of artifacts does not work",
                        "It is full or out of reach; ./penstock doctor says more to who runs this. Try again later.")
                .asRetryable();
    }

    private static Problem internal() {
        return Problem.of(
                500,
                "internal",
                "Something went wrong here",
                "This is a bug or a broken part; the log has more under the request id.");
    }

    private static boolean databaseIsAway(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectionException
                    || (cause instanceof SQLException sql && sql.getSQLState() != null && isAway(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }

    /** Connection lost, no resources, shut down or starting up, read-only. */
    private static boolean isAway(String state) {
        return state.startsWith("08") || state.startsWith("53") || state.startsWith("57P") || state.equals("25006");
    }
}
