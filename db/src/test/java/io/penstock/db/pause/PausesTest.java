package io.penstock.db.pause;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.http.HttpRequest;
import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Lane;
import io.penstock.catalog.probe.Probe;
import io.penstock.db.claim.Claims;
import io.penstock.db.claim.Claims.Offer;
import io.penstock.db.claim.Finish;
import io.penstock.db.claim.Outcome;
import io.penstock.db.claim.Settlements;
import io.penstock.db.claim.Settlements.Settlement;
import io.penstock.db.gate.Gates;
import io.penstock.db.gate.LimitedGates;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Moved;
import io.penstock.db.limit.Limit;
import io.penstock.db.limit.Limits;
import io.penstock.db.limit.Limits.NewLimit;
import io.penstock.db.limit.Quota;
import io.penstock.db.pause.Pause.Scope;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submissions;
import io.penstock.db.submission.Terms;
import io.penstock.db.tenant.Tenants;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PausesTest {

    private static final Pause.Key PROBES = new Pause.Key(Scope.KIND, "probe");
    private static final Pause.Key HTTP = new Pause.Key(Scope.LANE, "http");
    private static final Pause.Key ACME = new Pause.Key(Scope.TENANT, "acme");
    private static final Instant SOME_DAY = Instant.parse("2099-01-01T00:00:00Z");

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final Limits limits = new Limits(test.jdbi());
    private final Pauses pauses = new Pauses(test.jdbi(), limits);
    private final int acme = new Tenants(test.jdbi()).named("acme").id();
    private final int other = new Tenants(test.jdbi()).named("other").id();

    /** Another process than the one that is asked to pause. */
    private final Gates gates = new Gates(test.database());

    private final LimitedGates limited = new LimitedGates(test.database(), gates, Duration.ofMinutes(1));

    @AutoClose
    private final Submissions submissions = new Submissions(test.jdbi(), gates, lane -> {});

    private JobId probe(int tenant, String... names) {
        return submit(Probe.KIND, tenant, names);
    }

    private JobId submit(Kind<?, ?> kind, int tenant, String... names) {
        var job = Submission.of(tenant, kind, "{}", Terms.DEFAULT.limits(List.of(names)));
        submissions.submitAll(List.of(job));
        return job.id();
    }

    private void pause(Pause.Key... keys) {
        for (var key : keys) {
            assertThat(pauses.pause(key, Limit.FOR_GOOD, "The house is full", "ops"))
                    .isTrue();
        }
    }

    /** All that a dispatcher would let through now. */
    private List<JobId> take() {
        return Stream.concat(limited.take(Lane.HTTP, 10).jobs().stream(), gates.take(Lane.HTTP, 10).stream())
                .map(Moved::id)
                .toList();
    }

    private void letExpire(Pause.Key key) {
        var ended = key.scope() == Scope.LIMIT
                ? "UPDATE limit_state SET closed_until = now() WHERE name = ?"
                : "UPDATE pause SET until = now() WHERE name = ?";
        test.jdbi().useHandle(handle -> handle.execute(ended, key.name()));
    }

    private int gatesOfPauses() {
        return test.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT count(*) FROM live JOIN gate ON gate.id = live.gate WHERE gate.limits::text LIKE '%pause:%'")
                        .mapTo(Integer.class)
                        .one());
    }

    @Test
    void jobsOfAPausedKindWaitWhetherTheyCameBeforeOrAfter() {
        var before = probe(acme);
        pause(PROBES);
        var after = probe(other);
        var http = submit(HttpRequest.KIND, acme);
        assertThat(take()).containsExactly(http);
        assertThat(take()).isEmpty();
        assertThat(pauses.resume(PROBES)).isTrue();
        assertThat(take()).containsExactlyInAnyOrder(before, after);
    }

    @Test
    void jobsOfAPausedTenantWaitAndThoseOfOthersPass() {
        var before = probe(acme);
        pause(ACME);
        var after = submit(HttpRequest.KIND, acme);
        var others = probe(other);
        assertThat(take()).containsExactly(others);
        assertThat(take()).isEmpty();
        pauses.resume(ACME);
        assertThat(take()).containsExactlyInAnyOrder(before, after);
    }

    @Test
    void aPausedLaneTakesNothingAndMovesNothing() {
        limits.create(new NewLimit("calls", new Quota.Concurrency(5), null, null));
        var free = probe(acme);
        var behind = probe(acme, "calls");
        pause(HTTP);
        var after = probe(acme);
        assertThat(take()).isEmpty();
        assertThat(gatesOfPauses()).isZero();
        pauses.resume(HTTP);
        assertThat(take()).containsExactlyInAnyOrder(behind, free, after);
    }

    @Test
    void anotherLaneIsNotPaused() {
        pause(new Pause.Key(Scope.LANE, "email"));
        var job = probe(acme);
        assertThat(take()).containsExactly(job);
    }

    @ParameterizedTest
    @EnumSource
    void aPauseOfAnythingEndsAtItsTime(Scope scope) {
        limits.create(new NewLimit("calls", new Quota.Concurrency(5), null, null));
        var key = new Pause.Key(
                scope,
                switch (scope) {
                    case KIND -> "probe";
                    case LANE -> "http";
                    case LIMIT -> "calls";
                    case TENANT -> "acme";
                });
        var job = probe(acme, "calls");
        assertThat(pauses.pause(key, SOME_DAY, "The house is full", "ops")).isTrue();
        assertThat(pauses.find(key).orElseThrow().until()).isEqualTo(SOME_DAY);
        assertThat(take()).isEmpty();
        letExpire(key);
        assertThat(pauses.find(key)).isEmpty();
        assertThat(take()).contains(job);
        assertThat(pauses.resume(key)).isFalse();
    }

    @Test
    void anExpiredPauseIsForgottenAndItsJobsNeedNoGateOfTheirOwn() {
        pause(PROBES);
        assertThat(pauses.endExpired()).isFalse();
        letExpire(PROBES);
        assertThat(pauses.endExpired()).isTrue();
        assertThat(limits.needs(-2).with(List.of(), "probe", acme)).isEmpty();
        assertThat(pauses.endExpired()).isFalse();
    }

    @Test
    void whoIsPausedTwiceWaitsForBoth() {
        var job = probe(acme);
        pause(PROBES, ACME);
        assertThat(take()).isEmpty();
        pauses.resume(PROBES);
        assertThat(take()).isEmpty();
        pauses.resume(ACME);
        assertThat(take()).containsExactly(job);
    }

    @Test
    void whatWasResumedCanBePausedAgain() {
        var job = probe(acme);
        pause(PROBES);
        assertThat(take()).isEmpty();
        pauses.resume(PROBES);
        pause(PROBES);
        assertThat(take()).isEmpty();
        pauses.resume(PROBES);
        assertThat(take()).containsExactly(job);
    }

    @Test
    void aJobBehindALimitNeedsItsPermitAfterThePauseToo() {
        limits.create(new NewLimit("calls", new Quota.Concurrency(1), null, null));
        var first = probe(acme, "calls");
        probe(acme, "calls");
        pause(PROBES);
        assertThat(take()).isEmpty();
        pauses.resume(PROBES);
        assertThat(take()).containsExactly(first);
        assertThat(take()).isEmpty();
    }

    @Test
    void aRunningJobGoesOn() {
        var job = probe(acme);
        var offers = gates.take(Lane.HTTP, 10).stream()
                .map(moved -> new Offer(moved.id(), moved.attempt()))
                .toList();
        var claims =
                new Claims(test.database()).claim(WorkerRows.in(test.database()).alive(), offers);
        pause(PROBES, HTTP, ACME);
        try (var settlements = new Settlements(test.jdbi())) {
            assertThat(settlements.finishAll(
                            List.of(new Settlement(claims.getFirst(), new Outcome.Succeeded("{\"attempt\": 1}")))))
                    .hasOnlyElementsOfType(Finish.Recorded.class);
        }
        assertThat(claims.getFirst().id()).isEqualTo(job);
    }

    @Test
    void toPauseALimitIsToCloseIt() {
        limits.create(new NewLimit("calls", new Quota.Concurrency(5), null, null));
        var calls = new Pause.Key(Scope.LIMIT, "calls");
        pause(calls);
        assertThat(limits.find("calls").orElseThrow().closed())
                .isEqualTo(new Limit.Closed(Limit.FOR_GOOD, "The house is full", "ops"));
        assertThat(pauses.page(null, 10)).extracting(Pause::key).containsExactly(calls);
        assertThat(pauses.resume(calls)).isTrue();
        assertThat(pauses.resume(calls)).isFalse();
        assertThat(limits.find("calls").orElseThrow().closed()).isNull();
        assertThat(pauses.pause(new Pause.Key(Scope.LIMIT, "none"), SOME_DAY, "Why not", "ops"))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"KIND", "LIMIT"})
    void whatIsPausedAgainHasBeenPausedSinceThen(Scope scope) {
        limits.create(new NewLimit("probe", new Quota.Concurrency(5), null, null));
        var key = new Pause.Key(scope, "probe");
        pause(key);
        var since = pauses.find(key).orElseThrow().pausedAt();
        assertThat(pauses.pause(key, SOME_DAY, "It is fuller still", "other")).isTrue();
        assertThat(pauses.find(key)).contains(new Pause(key, "It is fuller still", "other", SOME_DAY, since));
    }

    @Test
    void pausesAreListedInTheirOrder() {
        limits.create(new NewLimit("calls", new Quota.Concurrency(5), null, null));
        limits.create(new NewLimit("open", new Quota.Concurrency(5), null, null));
        var calls = new Pause.Key(Scope.LIMIT, "calls");
        pause(ACME, calls, HTTP, PROBES);
        assertThat(pauses.page(null, 10)).extracting(Pause::key).containsExactly(PROBES, HTTP, calls, ACME);
        assertThat(pauses.page(PROBES, 2)).extracting(Pause::key).containsExactly(HTTP, calls);
        assertThat(pauses.page(calls, 2)).extracting(Pause::key).containsExactly(ACME);
    }

    @Test
    void aPauseIsNoLimit() {
        pause(PROBES);
        limits.needs();
        assertThat(limits.page(null, 10)).isEmpty();
        assertThat(limits.unknown(List.of("pause:kind:probe"))).containsExactly("pause:kind:probe");
    }
}
