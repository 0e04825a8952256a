package io.penstock.api.cache;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.penstock.api.caller.Caller;
import io.penstock.api.query.Query;
import io.penstock.db.cache.KeptAnswers;
import io.penstock.db.limit.Money;
import io.penstock.db.usage.UseOfModels;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Set;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The answers that models gave to the caller's tenant, and that may be given again. */
@RestController
public final class CacheController {

    private static final int DAYS = 30;

    private final KeptAnswers answers;
    private final UseOfModels use;
    private final InstantSource clock;

    public CacheController(KeptAnswers answers, UseOfModels use, InstantSource clock) {
        this.answers = answers;
        this.use = use;
        this.clock = clock;
    }

    /** @param since the first day of which hits, misses and what they saved are counted */
    record View(long entries, long bytes, long hits, long misses, BigDecimal saved, String since) {}

    record Deleted(int deleted) {}

    /** What there is now, by its rows; and how often it served, by the attempts that are settled. No process counts for itself. */
    @GetMapping(path = "/v1/cache", produces = APPLICATION_JSON_VALUE)
    public View cache(Caller caller, Query query) {
        query.knowing(Set.of());
        var load = answers.load(caller.tenantId());
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        var since = today.minusDays(DAYS - 1);
        var served = use.total(caller.tenantId(), since);
        return new View(
                load.entries(),
                load.bytes(),
                served.cacheHits(),
                served.cacheMisses(),
                Money.of(served.saved()),
                since.toString());
    }

    @DeleteMapping(path = "/v1/cache", produces = APPLICATION_JSON_VALUE)
    public Deleted delete(Caller caller, Query query) {
        query.knowing(Set.of("kind", "model"));
        return new Deleted(answers.delete(caller.tenantId(), query.kind(), query.model()));
    }
}
