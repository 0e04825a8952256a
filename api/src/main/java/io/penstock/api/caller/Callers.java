package io.penstock.api.caller;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.db.tenant.Tenant;
import io.penstock.db.tenant.Tenants;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Finds the caller by the API key of the request. A controller that wants a {@link Caller} is thereby closed to everybody else. */
public final class Callers implements HandlerMethodArgumentResolver {

    /** A key that was revoked is known to be so after this time. */
    private static final Duration REMEMBERED = Duration.ofSeconds(10);

    private static final String SCHEME = "Bearer ";

    private final LoadingCache<String, Optional<Tenant>> byKey;

    public Callers(Tenants tenants) {
        this.byKey = Caffeine.newBuilder()
                .expireAfterWrite(REMEMBERED)
                .maximumSize(10_000)
                .build(tenants::byKey);
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
        var header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new Refusal(Problem.of(
                    401, "no_key", "An API key is needed", "Send the header Authorization: Bearer <your API key>."));
        }
        return byKey.get(header.substring(SCHEME.length()).strip())
                .map(Caller::new)
                .orElseThrow(() -> new Refusal(
                        Problem.of(401, "unknown_key", "The API key is not valid", "It is unknown or was revoked.")));
    }
}
