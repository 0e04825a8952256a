package io.penstock.db.schedule;

import io.penstock.catalog.Catalog;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.db.analysis.Analyses;
import io.penstock.db.artifact.Artifacts;
import io.penstock.db.database.Database;
import io.penstock.db.gate.Gates;
import io.penstock.db.job.Job;
import io.penstock.db.job.JobFilter;
import io.penstock.db.job.JobPages;
import io.penstock.db.limit.Limits;
import io.penstock.db.request.AnalysisRequests;
import io.penstock.db.request.ItemRequests;
import io.penstock.db.request.JobRequests;
import io.penstock.db.request.TemplateCheck;
import io.penstock.db.submission.Submissions;
import io.penstock.db.template.CompiledTemplates;
import io.penstock.db.template.Templates;
import io.penstock.db.tenant.Tenants;
import io.penstock.db.testing.SetClock;
import io.penstock.db.testing.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Schedules of a tenant, and all that fires them, by a clock that the test sets. */
final class TestSchedules implements AutoCloseable {

    static final String PROBE = """
            {"job": {"kind": "probe", "payload": {}}}""";

    final SetClock clock;
    final int tenant;
    final Submissions submissions;
    final Targets targets;
    final Schedules schedules;
    final DueSchedules due;
    final WaitingFirings waiting;
    final Triggers triggers;
    final Firings firings;

    TestSchedules(TestDatabase test) {
        this.clock = SetClock.of(test);
        this.tenant = new Tenants(test.jdbi()).named("acme").id();
        var database = clock.database();
        this.submissions = new Submissions(database.jdbi(), new Gates(database), lane -> {});
        this.targets = targets(database);
        this.schedules = new Schedules(database.jdbi());
        this.due = new DueSchedules(database.jdbi(), targets, submissions);
        this.waiting = new WaitingFirings(database.jdbi(), targets, submissions);
        this.triggers = new Triggers(database.jdbi(), targets, submissions);
        this.firings = new Firings(database.jdbi());
    }

    static Targets targets(Database database) {
        var jdbi = database.jdbi();
        var templates = new TemplateCheck(new CompiledTemplates(new Templates(jdbi)));
        var jobs =
                new JobRequests(Catalog.kinds(), new Limits(jdbi), new Artifacts(jdbi), templates, Clock.systemUTC());
        return new Targets(
                jobs, new ItemRequests(jobs), new AnalysisRequests(new Artifacts(jdbi), new Analyses(jdbi), jobs));
    }

    Jdbi jdbi() {
        return clock.database().jdbi();
    }

    static Definition hourly() {
        return define("0 * * * *");
    }

    static Definition define(String cron) {
        var timing = new Timing.Cron(CronLine.of(cron), ZoneId.of("UTC"));
        return new Definition(null, timing, null, null, Duration.ZERO, CatchUp.LATEST, 10, Overlap.ALLOW, PROBE);
    }

    static Definition with(Definition d, CatchUp catchUp, int most) {
        return new Definition(
                d.description(),
                d.timing(),
                d.startsAt(),
                d.endsAt(),
                d.jitter(),
                catchUp,
                most,
                d.overlap(),
                d.target());
    }

    static Definition with(Definition d, Overlap overlap) {
        return new Definition(
                d.description(),
                d.timing(),
                d.startsAt(),
                d.endsAt(),
                d.jitter(),
                d.catchUp(),
                d.maxCatchUp(),
                overlap,
                d.target());
    }

    static Definition with(Definition d, String target) {
        return new Definition(
                d.description(),
                d.timing(),
                d.startsAt(),
                d.endsAt(),
                d.jitter(),
                d.catchUp(),
                d.maxCatchUp(),
                d.overlap(),
                target);
    }

    static Definition with(Definition d, Timing timing, @Nullable Instant startsAt, @Nullable Instant endsAt) {
        return new Definition(
                d.description(),
                timing,
                startsAt,
                endsAt,
                d.jitter(),
                d.catchUp(),
                d.maxCatchUp(),
                d.overlap(),
                d.target());
    }

    Schedule create(String name, Definition definition) {
        return schedules.create(tenant, name, definition).orElseThrow();
    }

    Schedule find(String name) {
        return schedules.find(tenant, name).orElseThrow();
    }

    /** All that is due, and what need not wait any more. */
    Round fire() {
        var round = due.fire(100);
        return round.and(waiting.fire(100));
    }

    Round fireAfter(Duration time) {
        clock.jump(time);
        return fire();
    }

    /** The oldest first. */
    List<Firing> history(Schedule schedule) {
        return firings.page(schedule.id(), Set.of(), null, 1000).reversed();
    }

    List<Firing> history(Schedule schedule, Firing.State state) {
        return firings.page(schedule.id(), Set.of(state), null, 1000).reversed();
    }

    /** Of all schedules of this name, by the tag. */
    List<Job> jobs(String name) {
        var filter = new JobFilter(Set.of(), null, Map.of(NewFiring.SCHEDULE_TAG, name), null, null);
        return new JobPages(jdbi()).page(tenant, filter, null, 1000).jobs();
    }

    /** As a worker ends them. */
    void endJobs() {
        jdbi().useHandle(handle -> handle.execute("""
                WITH ended AS (DELETE FROM live RETURNING tenant, id, batch)
                INSERT INTO outcome (tenant, id, batch, state, attempt) SELECT tenant, id, batch, 'succeeded', 1 FROM ended"""));
    }

    Read<String> check(String target) {
        return targets.check(tenant, Json.mapper().readTree(target));
    }

    @Override
    public void close() {
        submissions.close();
        clock.close();
    }
}
