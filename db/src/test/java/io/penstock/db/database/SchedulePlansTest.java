package io.penstock.db.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.Catalog;
import io.penstock.db.analysis.Analyses;
import io.penstock.db.artifact.Artifacts;
import io.penstock.db.gate.Gates;
import io.penstock.db.limit.Limits;
import io.penstock.db.request.AnalysisRequests;
import io.penstock.db.request.ItemRequests;
import io.penstock.db.request.JobRequests;
import io.penstock.db.request.TemplateCheck;
import io.penstock.db.schedule.DueSchedules;
import io.penstock.db.schedule.Firings;
import io.penstock.db.schedule.Schedules;
import io.penstock.db.schedule.Targets;
import io.penstock.db.schedule.Triggers;
import io.penstock.db.schedule.WaitingFirings;
import io.penstock.db.submission.Submissions;
import io.penstock.db.template.CompiledTemplates;
import io.penstock.db.template.Templates;
import io.penstock.db.testing.TestDatabase;
import java.time.Clock;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Schedules beside many others and a long history, before and after there are statistics. */
class SchedulePlansTest {

    private static final int TENANT = 1;

    private static final String SCHEDULES = """
            INSERT INTO tenant (name) VALUES ('acme');
            INSERT INTO schedule (id, tenant, name, cron, timezone, catch_up, max_catch_up, overlap, target, decided_at, next_at, due_at)
            SELECT uuidv7(), 1, 's' || nr, '0 0 1 1 *', 'UTC', 'latest', 1, 'queue', '{"job": {"kind": "probe", "payload": {}}}', now() - interval '1 day',
                   now() + nr * interval '1 minute' - interval '10 minutes', now() + nr * interval '1 minute' - interval '10 minutes'
            FROM generate_series(1, 20000) AS nr""";

    private static final String HISTORY = """
            INSERT INTO firing (id, schedule, tenant, key, manual, logical_at, due_at, state, reason, noted_at)
            SELECT uuidv7(), (SELECT id FROM schedule WHERE name = 's' || (1 + nr % 3)), 1, nr, false, now(), now(), 'skipped', 'overlap', now() - nr * interval '1 second'
            FROM generate_series(1, 60000) AS nr""";

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final Plans plans = new Plans();

    @Test
    void noStatementReadsAllSchedulesOrTheWholeHistory() {
        test.jdbi().useHandle(handle -> {
            handle.execute(SCHEDULES);
            handle.execute(HISTORY);
        });
        try (var database = Plans.told(test)) {
            database.jdbi().setSqlLogger(plans);
            useAll(database);
            test.jdbi().useHandle(handle -> {
                handle.execute("ANALYZE");
                handle.execute(
                        "UPDATE schedule SET due_at = now(), next_at = now() WHERE decided_at < now() AND next_at IS NOT NULL AND name < 's1001'");
            });
            useAll(database);
        }
        assertThat(plans.all()).anyMatch(plan -> plan.contains("schedule_due"));
        assertThat(plans.all()).anyMatch(plan -> plan.contains("firing_open"));
        assertThat(plans.all())
                .noneMatch(plan -> plan.matches("(?s).*(Seq|Bitmap Heap) Scan on (schedule|firing|live)\\b.*"));
        // By schedule, only a page of the history is read.
        assertThat(plans.all()).noneMatch(plan -> plan.matches("(?s).*Update on firing.*firing_of_schedule.*"));
    }

    private static void useAll(Database database) {
        var jdbi = database.jdbi();
        var jobs = new JobRequests(
                Catalog.kinds(),
                new Limits(jdbi),
                new Artifacts(jdbi),
                new TemplateCheck(new CompiledTemplates(new Templates(jdbi))),
                Clock.systemUTC());
        var targets = new Targets(
                jobs, new ItemRequests(jobs), new AnalysisRequests(new Artifacts(jdbi), new Analyses(jdbi), jobs));
        var schedules = new Schedules(jdbi);
        var firings = new Firings(jdbi);
        try (var submissions = new Submissions(jdbi, new Gates(database), lane -> {})) {
            var due = new DueSchedules(jdbi, targets, submissions);
            assertThat(due.behind()).isPositive();
            assertThat(due.fire(5).looked()).isEqualTo(5);
            assertThat(new Triggers(jdbi, targets, submissions).trigger(TENANT, "s1", null))
                    .isNotNull();
            new WaitingFirings(jdbi, targets, submissions).fire(100);
        }
        var page = schedules.page(TENANT, "s1", 10);
        assertThat(page).hasSize(10);
        schedules.pause(TENANT, "s2");
        schedules.resume(TENANT, "s2");
        firings.last(page.stream().map(one -> one.id()).toList());
        var one = schedules.find(TENANT, "s1").orElseThrow();
        assertThat(firings.page(one.id(), Set.of(), null, 10)).hasSize(10);
        firings.unfinished(one.id(), 10);
        firings.waiting(one.id());
        assertThat(firings.prune(30, 10)).isZero();
    }
}
