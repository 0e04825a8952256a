package io.penstock.scheduler.cron;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.catalog.Catalog;
import io.penstock.catalog.kind.Lane;
import io.penstock.db.analysis.Analyses;
import io.penstock.db.artifact.Artifacts;
import io.penstock.db.gate.Gates;
import io.penstock.db.limit.Limits;
import io.penstock.db.request.AnalysisRequests;
import io.penstock.db.request.ItemRequests;
import io.penstock.db.request.JobRequests;
import io.penstock.db.request.TemplateCheck;
import io.penstock.db.schedule.CatchUp;
import io.penstock.db.schedule.CronLine;
import io.penstock.db.schedule.Definition;
import io.penstock.db.schedule.DueSchedules;
import io.penstock.db.schedule.Overlap;
import io.penstock.db.schedule.Schedules;
import io.penstock.db.schedule.Targets;
import io.penstock.db.schedule.Timing;
import io.penstock.db.schedule.WaitingFirings;
import io.penstock.db.submission.Submissions;
import io.penstock.db.template.CompiledTemplates;
import io.penstock.db.template.Templates;
import io.penstock.db.tenant.Tenants;
import io.penstock.db.testing.SetClock;
import io.penstock.db.testing.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class FireSchedulesTest {

    private static final Duration HOUR = Duration.ofHours(1);

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    @AutoClose
    private final SetClock clock = SetClock.of(test);

    private final List<Lane> nudged = new ArrayList<>();

    @AutoClose
    private final Submissions submissions =
            new Submissions(clock.database().jdbi(), new Gates(clock.database()), nudged::add);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final int tenant = new Tenants(test.jdbi()).named("acme").id();
    private final FireSchedules duty = duty();

    private FireSchedules duty() {
        var jdbi = clock.database().jdbi();
        var jobs = new JobRequests(
                Catalog.kinds(),
                new Limits(jdbi),
                new Artifacts(jdbi),
                new TemplateCheck(new CompiledTemplates(new Templates(jdbi))),
                Clock.systemUTC());
        var targets = new Targets(
                jobs, new ItemRequests(jobs), new AnalysisRequests(new Artifacts(jdbi), new Analyses(jdbi), jobs));
        return new FireSchedules(
                new DueSchedules(jdbi, targets, submissions), new WaitingFirings(jdbi, targets, submissions), meters);
    }

    private void create(String name, Overlap overlap, String kind) {
        var timing = new Timing.Cron(CronLine.of("0 * * * *"), ZoneId.of("UTC"));
        var target = "{\"job\": {\"kind\": \"%s\", \"payload\": {}}}".formatted(kind);
        var definition = new Definition(null, timing, null, null, Duration.ZERO, CatchUp.LATEST, 1, overlap, target);
        assertThat(new Schedules(clock.database().jdbi()).create(tenant, name, definition))
                .isPresent();
    }

    private double firings(String state) {
        return meters.counter("penstock.schedules.firings", "state", state).count();
    }

    private double behind() {
        return meters.get("penstock.schedules.behind").gauge().value();
    }

    @Test
    void whatIsDueGoesToItsLaneAndIsCountedWithHowLateItWas() {
        create("good", Overlap.SKIP, "probe");
        create("bad", Overlap.SKIP, "gone");
        assertThat(duty.runOnce()).isPositive();
        assertThat(nudged).isEmpty();

        clock.jump(HOUR.plusSeconds(2));
        assertThat(duty.runOnce()).isPositive();

        assertThat(nudged).containsExactly(Lane.HTTP);
        assertThat(firings("fired")).isEqualTo(1);
        assertThat(firings("failed")).isEqualTo(1);
        assertThat(behind()).isEqualTo(2);
        assertThat(meters.get("penstock.schedules.late").timer().max(TimeUnit.SECONDS))
                .isEqualTo(2);
        clock.jump(HOUR);
        duty.runOnce();
        assertThat(firings("skipped")).isEqualTo(1);
        duty.runOnce();
        assertThat(behind()).isZero();
    }

    @Test
    void whatWaitedFiresOnceTheOthersHaveEnded() {
        create("good", Overlap.QUEUE, "probe");
        clock.jump(HOUR);
        duty.runOnce();
        clock.jump(HOUR);
        duty.runOnce();
        assertThat(firings("waiting")).isEqualTo(1);
        test.jdbi().useHandle(handle -> handle.execute("DELETE FROM live"));
        duty().runOnce();
        assertThat(firings("fired")).isEqualTo(2);
    }

    @Test
    void afterAFullBlockItGoesOnAtOnce() {
        for (int nr = 0; nr < 100; nr++) {
            create("s" + nr, Overlap.ALLOW, "probe");
        }
        clock.jump(HOUR);
        assertThat(duty.runOnce()).isEqualTo(Duration.ZERO);
        assertThat(duty.runOnce()).isPositive();
        assertThat(firings("fired")).isEqualTo(100);
    }
}
