package io.penstock.api.caller;

import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.api.problem.RequestId;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Violation;
import io.penstock.db.audit.Act;
import io.penstock.db.audit.AuditId;
import io.penstock.db.audit.Audits;
import io.penstock.db.audit.Result;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;
import tools.jackson.databind.JsonNode;

/**
 * Writes down who changes what: before the controller does it, on disk and in a transaction of its own, and what came of it when it is
 * answered. So nothing is changed that was not written down, and a process that dies in between leaves an act without a result.
 */
@ControllerAdvice
public final class Trail implements HandlerInterceptor, ResponseBodyAdvice<Object> {

    /** The attribute of a request whose body says why. */
    public static final String REASON = Trail.class.getName() + ".reason";

    private static final Logger LOG = LoggerFactory.getLogger(Trail.class);
    private static final String HEADER = "Penstock-Reason";
    private static final String ACT = Trail.class.getName() + ".act";
    private static final String NOUN = Trail.class.getName() + ".noun";
    private static final String ANSWER = Trail.class.getName() + ".answer";
    private static final int LONGEST = 500;
    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

    /** Shows what is there, as its readers see it. Refuses when nothing is. */
    public interface View {
        @Nullable
        Object of(Caller caller, List<String> names);
    }

    private final Audits audits;
    private final Map<String, View> views;

    /** @param views by what is changed: the first word of an action */
    public Trail(Audits audits, Map<String, View> views) {
        this.audits = audits;
        this.views = Map.copyOf(views);
    }

    void begin(Caller caller, String action, HttpServletRequest request) {
        var noun = action.substring(0, action.indexOf('.'));
        var names = names(request);
        var id = audits.begin(new Act(
                caller.grant(),
                action,
                names.isEmpty() ? null : clean(String.join("/", names)),
                reason(request),
                request.getRemoteAddr(),
                String.valueOf(RequestId.of(request)),
                Told.of(noun).part(before(noun, caller, names))));
        request.setAttribute(ACT, id);
        request.setAttribute(NOUN, noun);
    }

    private @Nullable Object before(String noun, Caller caller, List<String> names) {
        var view = views.get(noun);
        try {
            return view == null || names.isEmpty() ? null : view.of(caller, names);
        } catch (Refusal nothing) {
            return null;
        }
    }

    /** Those that the path gives, in its order. */
    @SuppressWarnings("unchecked")
    private static List<String> names(HttpServletRequest request) {
        var given = (Map<String, String>) request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
        var pattern = String.valueOf(request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE));
        var names = new ArrayList<String>();
        var variable = VARIABLE.matcher(pattern);
        while (variable.find()) {
            names.add(Objects.requireNonNull(given.get(variable.group(1))));
        }
        return names;
    }

    /** Servers take headers for Latin-1, and clients write UTF-8. */
    private static @Nullable String reason(HttpServletRequest request) {
        var header = request.getHeader(HEADER);
        if (header == null || header.isBlank()) {
            return null;
        }
        var reason = new String(header.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8).strip();
        if (reason.length() > LONGEST || !clean(reason).equals(reason)) {
            throw new Refusal(Problem.invalid(
                    "The header " + HEADER + " must have at most 500 characters, and no control characters.",
                    List.of(new Violation(
                            "", HEADER + " must have at most 500 characters, and no control characters"))));
        }
        return reason;
    }

    /** What strangers write, as Postgres takes it. */
    private static String clean(String text) {
        var printable = text.replaceAll("\\p{Cntrl}", "?");
        return printable.length() <= LONGEST ? printable : printable.substring(0, LONGEST);
    }

    @Override
    public boolean supports(MethodParameter returnType, Class<? extends HttpMessageConverter<?>> converter) {
        return true;
    }

    @Override
    public @Nullable Object beforeBodyWrite(
            @Nullable Object body,
            MethodParameter returnType,
            MediaType contentType,
            Class<? extends HttpMessageConverter<?>> converter,
            ServerHttpRequest request,
            ServerHttpResponse response) {
        if (body != null && request instanceof ServletServerHttpRequest servlet) {
            servlet.getServletRequest().setAttribute(ANSWER, body);
        }
        return body;
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception failure) {
        if (request.getAttribute(ACT) instanceof AuditId act) {
            // On its way to the error page a request comes by here twice.
            request.removeAttribute(ACT);
            try {
                audits.end(act, result(request, response.getStatus()));
            } catch (JdbiException e) {
                LOG.warn("What came of {} is not written down", act, e);
            }
        }
    }

    private static Result result(HttpServletRequest request, int status) {
        var told = Told.of(String.valueOf(request.getAttribute(NOUN)));
        var answer = status < 400 ? request.getAttribute(ANSWER) : null;
        var json = answer == null ? null : Json.mapper().<JsonNode>valueToTree(answer);
        var reason = (String) request.getAttribute(REASON);
        return new Result(
                status,
                json == null ? null : told.name(json),
                reason == null || reason.isBlank() ? null : clean(reason),
                json == null ? null : told.part(json));
    }
}
