package io.penstock.api.submit;

import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.unit.DataSize;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import tools.jackson.databind.JsonNode;

/** Reads bodies, and never more of one than the limit. */
public final class JsonBodies implements HandlerMethodArgumentResolver {

    private final int largest;

    public JsonBodies(DataSize largest) {
        this.largest = Math.toIntExact(largest.toBytes());
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == JsonBody.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest webRequest,
            @Nullable WebDataBinderFactory binder) {
        var request = Objects.requireNonNull(webRequest.getNativeRequest(HttpServletRequest.class));
        if (!isJson(request.getContentType())) {
            throw new Refusal(Problem.of(
                    415,
                    "unsupported_media_type",
                    "The body must be JSON",
                    "Send the body with Content-Type: application/json."));
        }
        if (request.getContentLengthLong() > largest) {
            throw new Refusal(tooLarge());
        }
        var bytes = bytes(request);
        if (bytes.length > largest) {
            throw new Refusal(tooLarge());
        }
        return switch (Json.read(bytes)) {
            case Read.Valid<JsonNode> valid -> new JsonBody(valid.value());
            case Read.Invalid<JsonNode> invalid ->
                throw new Refusal(Problem.invalid(invalid.violations().getFirst()));
        };
    }

    private byte[] bytes(HttpServletRequest request) {
        try {
            return request.getInputStream().readNBytes(largest + 1);
        } catch (IOException e) {
            throw new Refusal(
                    Problem.of(400, "bad_request", "Bad Request", "The body ends early, or its chunks are malformed."));
        }
    }

    private Problem tooLarge() {
        return Problem.of(
                413, "too_large", "The request is too large", "A request body has at most " + largest + " bytes.");
    }

    private static boolean isJson(@Nullable String contentType) {
        try {
            return contentType != null
                    && MediaType.APPLICATION_JSON.equalsTypeAndSubtype(MediaType.parseMediaType(contentType));
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }
}
