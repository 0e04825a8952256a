package io.penstock.api.kind;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.penstock.api.caller.Caller;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.api.query.Page;
import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Kinds;
import io.penstock.catalog.kind.RetryPolicy;
import io.penstock.catalog.kind.Schemas;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** What kinds of jobs there are and what they take and return. */
@RestController
public final class KindController {

    private final List<KindView> all;
    private final Map<String, Details> byName;

    public KindController(Kinds kinds) {
        this.all = open(kinds).map(KindView::of).toList();
        this.byName = open(kinds).map(Details::of).collect(Collectors.toMap(Details::name, Function.identity()));
    }

    /** Those that a client can submit. */
    private static Stream<Kind<?, ?>> open(Kinds kinds) {
        return kinds.list().stream().filter(kind -> !kind.internal());
    }

    public record RetryView(int maxAttempts, String backoff, Duration base, Duration max, double jitter) {
        static RetryView of(RetryPolicy policy) {
            return new RetryView(
                    policy.maxAttempts(),
                    policy.backoff().name().toLowerCase(Locale.ROOT),
                    policy.base(),
                    policy.max(),
                    policy.jitter());
        }
    }

    public record KindView(String name, String description, String lane, RetryView retry, Duration timeout) {
        static KindView of(Kind<?, ?> kind) {
            return new KindView(
                    kind.name(), kind.description(), kind.lane().label(), RetryView.of(kind.retry()), kind.timeout());
        }
    }

    public record Details(
            String name,
            String description,
            String lane,
            RetryView retry,
            Duration timeout,
            JsonNode payloadSchema,
            JsonNode resultSchema) {
        static Details of(Kind<?, ?> kind) {
            var view = KindView.of(kind);
            return new Details(
                    view.name(),
                    view.description(),
                    view.lane(),
                    view.retry(),
                    view.timeout(),
                    Schemas.of(kind.payload()),
                    Schemas.of(kind.result()));
        }
    }

    @GetMapping(path = "/v1/kinds", produces = APPLICATION_JSON_VALUE)
    public Page<KindView> kinds(Caller caller) {
        return Page.of(all);
    }

    @GetMapping(path = "/v1/kinds/{kind}", produces = APPLICATION_JSON_VALUE)
    public Details kind(Caller caller, @PathVariable String kind) {
        var details = byName.get(kind);
        if (details == null) {
            throw new Refusal(
                    Problem.of(404, "kind_not_found", "There is no such kind", "See /v1/kinds for those there are."));
        }
        return details;
    }
}
