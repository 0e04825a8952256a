package io.penstock.scheduler.prune;

import io.penstock.db.analysis.OldAnalyses;
import io.penstock.db.bulk.OldBulkOperations;
import io.penstock.db.cache.Askings;
import io.penstock.db.cache.KeptAnswers;
import io.penstock.db.error.ErrorGroups;
import io.penstock.db.fleet.Workers;
import io.penstock.db.retention.IdempotencyKeys;
import io.penstock.db.retention.OldNotices;
import io.penstock.db.retention.Partitions;
import io.penstock.db.retention.ResultDays;
import io.penstock.db.retention.UniqueWindows;
import io.penstock.db.schedule.Firings;
import io.penstock.db.usage.UseOfModels;
import io.penstock.dispatch.loop.Duty;
import java.time.Duration;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** prune: makes the partitions of the days to come and drops those whose time is over. */
public final class Prune implements Duty {

    private static final Logger LOG = LoggerFactory.getLogger(Prune.class);
    private static final Duration REST = Duration.ofMinutes(10);
    private static final int AT_ONCE = 10_000;

    /** Nobody tells the same again after so long. */
    private static final Duration NOTICES = Duration.ofDays(30);

    private final Partitions partitions;
    private final ResultDays results;
    private final IdempotencyKeys keys;
    private final UniqueWindows windows;
    private final Workers workers;
    private final KeptAnswers answers;
    private final Askings askings;
    private final UseOfModels use;
    private final OldNotices notices;
    private final Firings firings;
    private final OldAnalyses analyses;
    private final OldBulkOperations operations;
    private final ErrorGroups errors;
    private final RetentionSettings settings;

    public Prune(
            Partitions partitions,
            ResultDays results,
            IdempotencyKeys keys,
            UniqueWindows windows,
            Workers workers,
            KeptAnswers answers,
            Askings askings,
            UseOfModels use,
            OldNotices notices,
            Firings firings,
            OldAnalyses analyses,
            OldBulkOperations operations,
            ErrorGroups errors,
            RetentionSettings settings) {
        this.partitions = partitions;
        this.results = results;
        this.keys = keys;
        this.windows = windows;
        this.workers = workers;
        this.answers = answers;
        this.askings = askings;
        this.use = use;
        this.notices = notices;
        this.firings = firings;
        this.analyses = analyses;
        this.operations = operations;
        this.errors = errors;
        this.settings = settings;
    }

    @Override
    public Duration runOnce() {
        partitions.makeAhead(Partitions.DAYS_AHEAD);
        var dropped = partitions.prune(settings.jobDays());
        if (!dropped.isEmpty()) {
            LOG.info("Dropped the jobs of {}", dropped);
        }
        var without = results.prune(settings.resultDays());
        if (!without.isEmpty()) {
            LOG.info("Dropped the results of {}", without);
        }
        workers.prune();
        askings.prune();
        use.prune(settings.usageDays());
        int expired = answers.prune(AT_ONCE);
        int stale = keys.prune(settings.idempotency(), AT_ONCE);
        int closed = windows.prune(AT_ONCE);
        int old = notices.prune(NOTICES, AT_ONCE);
        int fired = firings.prune(settings.jobDays(), AT_ONCE);
        int analyzed = analyses.prune(settings.jobDays(), AT_ONCE);
        int operated = operations.prune(settings.jobDays(), AT_ONCE);
        int unseen = errors.prune(settings.errorDays(), AT_ONCE);
        return Stream.of(stale, expired, closed, old, fired, analyzed, operated, unseen)
                        .anyMatch(pruned -> pruned >= AT_ONCE)
                ? Duration.ZERO
                : REST;
    }
}
