package io.penstock.api.usage;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.penstock.api.caller.Caller;
import io.penstock.api.query.Query;
import io.penstock.db.usage.UseOfModels;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the caller's tenant has taken of models, day by day. */
@RestController
public final class UsageController {

    private static final Set<String> KNOWN = Set.of("from", "to", "kind", "model");
    private static final int USUAL_DAYS = 30;
    private static final int MOST_DAYS = 366;
    private static final int MOST_SUMS = 20_000;

    private final UseOfModels use;
    private final InstantSource clock;

    public UsageController(UseOfModels use, InstantSource clock) {
        this.use = use;
        this.clock = clock;
    }

    @GetMapping(path = "/v1/usage", produces = APPLICATION_JSON_VALUE)
    public UsageView usage(Caller caller, Query query) {
        query.knowing(KNOWN);
        var last = day(query, "to");
        var to = last == null ? LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC) : last;
        var first = day(query, "from");
        var from = first == null ? to.minusDays(USUAL_DAYS - 1) : first;
        if (from.isAfter(to)) {
            throw Query.refused("from", "must not be after to, which is " + to);
        }
        if (!from.isAfter(to.minusDays(MOST_DAYS))) {
            throw Query.refused("from", "must be less than " + MOST_DAYS + " days before to, which is " + to);
        }
        var sums = use.read(caller.tenantId(), from, to, query.kind(), query.model(), MOST_SUMS + 1);
        if (sums.size() > MOST_SUMS) {
            throw Query.refused("from", "must be later: there are more than " + MOST_SUMS + " sums until to");
        }
        return UsageView.of(from, to, sums);
    }

    private static @Nullable LocalDate day(Query query, String name) {
        var value = query.one(name);
        try {
            if (value == null) {
                return null;
            }
            if (value.matches("[12]\\d{3}-\\d{2}-\\d{2}")) {
                return LocalDate.parse(value);
            }
        } catch (DateTimeException e) {
            // As the thirtieth of February.
        }
        throw Query.refused(name, "must be a day such as 2026-01-31");
    }
}
