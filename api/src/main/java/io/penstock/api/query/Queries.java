package io.penstock.api.query;

import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Reads query parameters, as they are. */
public final class Queries implements HandlerMethodArgumentResolver {

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Query.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binder) {
        return new Query(parameters(request));
    }

    private static Map<String, List<String>> parameters(NativeWebRequest request) {
        try {
            return request.getParameterMap().entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, parameter -> Arrays.asList(parameter.getValue())));
        } catch (IllegalStateException undecodable) {
            throw new Refusal(Problem.of(
                    400,
                    "bad_request",
                    "Bad Request",
                    "The query cannot be decoded: it must be percent-encoded UTF-8."));
        }
    }
}
