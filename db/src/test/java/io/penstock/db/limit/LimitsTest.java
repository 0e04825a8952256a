package io.penstock.db.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.kind.Lane;
import io.penstock.catalog.probe.Probe;
import io.penstock.db.gate.Gates;
import io.penstock.db.gate.LimitedGates;
import io.penstock.db.job.JobId;
import io.penstock.db.limit.Limits.NewLimit;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submissions;
import io.penstock.db.submission.Terms;
import io.penstock.db.tenant.Tenants;
import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class LimitsTest {

    private static final Quota QUOTA = new Quota.Rate(100, Duration.ofMinutes(1), 100);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final Limits limits = new Limits(test.jdbi());
    private final Gates gates = new Gates(test.database());

    @AutoClose
    private final Submissions submissions = new Submissions(test.jdbi(), gates, lane -> {});

    private JobId jobBehind(String... names) {
        var job = Submission.of(1, Probe.KIND, "{}", Terms.DEFAULT.limits(List.of(names)));
        submissions.submitAll(List.of(job));
        return job.id();
    }

    private Limit limit(String name) {
        return limits.find(name).orElseThrow();
    }

    private void openLongAgo(String name) {
        test.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE limit_state SET closed_until = now() - interval '1 second', closed_reason = 'For a test', paced_at = now() - interval '2 minutes' WHERE name = ?",
                        name));
    }

    @Test
    void aProviderThatAsksForPatienceClosesTheLimitsOfTheJobForAllBehindThem() {
        limits.create(new NewLimit("provider", QUOTA, null, null));
        limits.create(new NewLimit("other", QUOTA, null, null));
        var tenant = new Tenants(test.jdbi()).named("acme");
        limits.create(new NewLimit("acme", QUOTA, null, tenant.id()));

        limits.havePatience(jobBehind("provider", "acme"), PATIENCE);

        var closed = Objects.requireNonNull(limit("provider").closed());
        assertThat(closed.until())
                .isBetween(
                        limit("provider").readAt().plusSeconds(20),
                        limit("provider").readAt().plusSeconds(30));
        assertThat(closed.reason()).isEqualTo("The provider asked for patience.");
        assertThat(limit("other").closed()).isNull();
        assertThat(limit("acme").closed()).isNull();
        assertThat(new LimitedGates(test.database(), gates, PATIENCE)
                        .take(Lane.HTTP, 10)
                        .jobs())
                .isEmpty();
    }

    @Test
    void aShorterWishDoesNotOpenWhatAPersonClosed() {
        limits.create(new NewLimit("provider", QUOTA, null, null));
        limits.close("provider", Instant.now().plus(Duration.ofHours(5)), "Maintenance", "ops");
        limits.havePatience(jobBehind("provider"), PATIENCE);
        var closed = Objects.requireNonNull(limit("provider").closed());
        assertThat(closed.reason()).isEqualTo("Maintenance");
        assertThat(closed.by()).isEqualTo("ops");
    }

    @Test
    void aSecondComplaintHalvesThePaceAndThoseOfTheSameMomentAreOne() {
        limits.create(new NewLimit("provider", QUOTA, null, null));
        var job = jobBehind("provider");
        limits.havePatience(job, PATIENCE);
        limits.havePatience(job, PATIENCE);
        assertThat(limit("provider").pace()).isEqualTo(1);
        openLongAgo("provider");
        limits.havePatience(job, PATIENCE);
        limits.havePatience(job, PATIENCE);
        assertThat(limit("provider").pace()).isEqualTo(0.5);
        assertThat(limit("provider").permits()).isEqualTo(50);
    }

    @Test
    void anOverrideEndsByItself() {
        limits.create(new NewLimit("provider", QUOTA, null, null));
        limits.override("provider", new Limit.Interim(7, Instant.now().plus(Duration.ofHours(1)), null));
        assertThat(limit("provider").permits()).isEqualTo(7);
        test.jdbi().useHandle(handle -> handle.execute("UPDATE limit_state SET override_until = now()"));
        assertThat(limit("provider").permits()).isEqualTo(QUOTA.permits());
        assertThat(limit("provider").interim()).isNull();
    }

    @Test
    void aComplaintSoonAfterALongPatienceHalvesThePace() {
        limits.create(new NewLimit("provider", QUOTA, null, null));
        var job = jobBehind("provider");
        limits.havePatience(job, PATIENCE);
        test.jdbi()
                .useHandle(
                        handle -> handle.execute(
                                "UPDATE limit_state SET paced_at = now() - interval '61 minutes', closed_until = now() - interval '1 minute'"));
        limits.havePatience(job, PATIENCE);
        assertThat(limit("provider").pace()).isEqualTo(0.5);
    }

    @Test
    void aComplaintSoonAfterAPersonOpenedTheDoorHalvesThePace() {
        limits.create(new NewLimit("provider", QUOTA, null, null));
        var job = jobBehind("provider");
        limits.havePatience(job, PATIENCE);
        limits.reopen("provider");
        limits.havePatience(job, PATIENCE);
        assertThat(limit("provider").pace()).isEqualTo(0.5);
    }

    @Test
    void theFirstComplaintAfterAPersonHadClosedTheDoorDoesNot() {
        limits.create(new NewLimit("provider", QUOTA, null, null));
        limits.close("provider", Instant.now().plus(Duration.ofHours(5)), "Maintenance", "ops");
        test.jdbi()
                .useHandle(
                        handle -> handle.execute("UPDATE limit_state SET closed_until = now() - interval '1 minute'"));
        limits.havePatience(jobBehind("provider"), PATIENCE);
        assertThat(limit("provider").pace()).isEqualTo(1);
    }

    @Test
    void afterAPeriodWithoutAComplaintItGoesALittleFaster() {
        limits.create(new NewLimit("provider", QUOTA, null, null));
        jobBehind("provider");
        test.jdbi().useHandle(handle -> handle.execute("UPDATE limit_state SET pace = 0.5, paced_at = now()"));
        var dispatch = new LimitedGates(test.database(), gates, PATIENCE);
        assertThat(dispatch.take(Lane.HTTP, 10).jobs()).hasSize(1);
        assertThat(limit("provider").pace()).isEqualTo(0.5);
        jobBehind("provider");
        openLongAgo("provider");
        assertThat(dispatch.take(Lane.HTTP, 10).jobs()).hasSize(1);
        assertThat(limit("provider").pace()).isEqualTo(0.6);
        limits.change("provider", QUOTA);
        assertThat(limit("provider").pace()).isEqualTo(1);
    }

    @Test
    void whatTheConfigurationDeclaresIsMadeOnceAndChangedOnlyWhenItSaysSomethingElse() {
        var declared = new NewLimit("declared", QUOTA, null, null);
        assertThat(limits.declare(declared)).isTrue();
        limits.change("declared", new Quota.Concurrency(5));
        assertThat(limits.declare(declared)).isFalse();
        assertThat(limit("declared").quota()).isEqualTo(new Quota.Concurrency(5));
        assertThat(limits.declare(new NewLimit("declared", new Quota.Concurrency(7), null, null)))
                .isTrue();
        assertThat(limit("declared").quota()).isEqualTo(new Quota.Concurrency(7));
        assertThat(limit("declared").declared()).isTrue();
    }
}
