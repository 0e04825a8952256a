package io.penstock.api.submit;

import static io.penstock.db.aside.JsonText.LONGEST_INLINE;

import io.penstock.api.caller.Trail;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.api.problem.TooLarge;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.db.aside.Room;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.unit.DataSize;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerInterceptor;
import tools.jackson.databind.JsonNode;

/** Reads bodies, and never more of one than the limit. A long one is read only when there is room for it, and has it until it is answered. */
public final class JsonBodies implements HandlerMethodArgumentResolver, HandlerInterceptor {

    private static final String SHARE = JsonBodies.class.getName() + ".share";

    private final int largest;
    private final Room room;

    public JsonBodies(DataSize largest, Room room) {
        this.largest = Math.toIntExact(Math.min(largest.toBytes(), room.size()));
        this.room = room;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.nestedIfOptional().getNestedParameterType() == JsonBody.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest webRequest,
            @Nullable WebDataBinderFactory binder) {
        var request = Objects.requireNonNull(webRequest.getNativeRequest(HttpServletRequest.class));
        if (!parameter.isOptional()) {
            return body(request);
        }
        boolean none = request.getContentType() == null && request.getContentLengthLong() <= 0;
        return none ? Optional.empty() : Optional.of(body(request));
    }

    private JsonBody body(HttpServletRequest request) {
        if (!isJson(request.getContentType())) {
            throw new Refusal(Problem.notJson());
        }
        if (request.getContentLengthLong() > largest) {
            throw TooLarge.body(largest);
        }
        return switch (read(request)) {
            case Read.Valid<JsonNode> valid -> {
                // For the audit.
                request.setAttribute(Trail.REASON, valid.value().path("reason").asString(null));
                yield new JsonBody(valid.value());
            }
            case Read.Invalid<JsonNode> invalid ->
                throw new Refusal(Problem.invalid(invalid.violations().getFirst()));
        };
    }

    private Read<JsonNode> read(HttpServletRequest request) {
        long announced = request.getContentLengthLong();
        if (announced > LONGEST_INLINE) {
            return readLong(request, InputStream.nullInputStream(), announced);
        }
        var start = start(request);
        if (start.length > largest) {
            throw TooLarge.body(largest);
        }
        return start.length > LONGEST_INLINE
                ? readLong(request, new ByteArrayInputStream(start), start.length)
                : Json.read(start);
    }

    private byte[] start(HttpServletRequest request) {
        try {
            return request.getInputStream().readNBytes(Math.min(largest, LONGEST_INLINE) + 1);
        } catch (IOException e) {
            throw LongBody.broken();
        }
    }

    private Read<JsonNode> readLong(HttpServletRequest request, InputStream start, long announced) {
        var share = room.tryTake(announced).orElseThrow(LongBody::noRoom);
        request.setAttribute(SHARE, share);
        try {
            var whole = new SequenceInputStream(start, request.getInputStream());
            var body = new LongBody(whole, share, announced, largest, Duration.ZERO);
            return Json.read(body, body::tellPieces);
        } catch (IOException e) {
            throw LongBody.broken();
        }
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception failure) {
        if (request.getAttribute(SHARE) instanceof Room.Share share) {
            share.close();
        }
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
