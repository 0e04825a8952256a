package io.penstock.api.caller;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.db.tenant.ApiKeys;
import io.penstock.db.tenant.Grant;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Finds the caller by the API key of the request. A controller that wants a {@link Caller} is thereby closed to everybody else, and to
 * keys whose role does not suffice for the route.
 */
public final class Callers implements HandlerMethodArgumentResolver {

    private static final Logger LOG = LoggerFactory.getLogger(Callers.class);

    /** A key that was revoked, rotated away or has expired is known to be so after this time. */
    private static final Duration REMEMBERED = Duration.ofSeconds(10);

    private static final String SCHEME = "Bearer ";

    private final ApiKeys keys;
    private final Trail trail;
    private final LoadingCache<String, Optional<Grant>> bySecret;

    public Callers(ApiKeys keys, Trail trail) {
        this.keys = keys;
        this.trail = trail;
        this.bySecret = Caffeine.newBuilder()
                .expireAfterWrite(REMEMBERED)
                .maximumSize(10_000)
                .build(this::look);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Caller.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binder) {
        var asked = Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class));
        var caller = caller(request.getHeader(HttpHeaders.AUTHORIZATION));
        var access = Access.to(route(asked));
        access.check(caller.grant());
        var action = access.action();
        if (action != null) {
            trail.begin(caller, action, asked);
        }
        return caller;
    }

    private Caller caller(@Nullable String header) {
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new Refusal(Problem.of(
                    401, "no_key", "An API key is needed", "Send the header Authorization: Bearer <your API key>."));
        }
        return bySecret.get(header.substring(SCHEME.length()).strip())
                .map(Caller::new)
                .orElseThrow(() -> new Refusal(Problem.of(
                        401, "unknown_key", "The API key is not valid", "It is unknown, was revoked or has expired.")));
    }

    /** As the controller names it. What is asked about is as open as what is asked for. */
    private static String route(HttpServletRequest request) {
        var method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
        return method + " " + request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
    }

    private Optional<Grant> look(String secret) {
        var found = keys.find(secret);
        found.ifPresent(grant -> Thread.startVirtualThread(() -> note(grant)));
        return found;
    }

    /** That the key is in use; nobody waits for it. */
    private void note(Grant grant) {
        try {
            keys.used(grant.key());
        } catch (JdbiException e) {
            LOG.debug("Not noted that {} is in use", grant.key(), e);
        }
    }
}
