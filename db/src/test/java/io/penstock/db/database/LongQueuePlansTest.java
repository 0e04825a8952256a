package io.penstock.db.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.kind.Lane;
import io.penstock.catalog.probe.Probe;
import io.penstock.db.explain.Explanations;
import io.penstock.db.fleet.LaneLoads;
import io.penstock.db.gate.GateLoads;
import io.penstock.db.gate.Gates;
import io.penstock.db.gate.LimitedGates;
import io.penstock.db.gate.Unclaimed;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Jobs;
import io.penstock.db.limit.Limits;
import io.penstock.db.limit.Limits.NewLimit;
import io.penstock.db.limit.Quota;
import io.penstock.db.pause.Pauses;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submissions;
import io.penstock.db.submission.Terms;
import io.penstock.db.submission.Terms.Concurrency;
import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Dispatch through limits, and what says why jobs wait, where very many do: at a gate with a limit, at one without, and for others of their key. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LongQueuePlansTest {

    private static final int TENANT = 1;

    /** Beside each of the jobs there are, so many more of its gate. */
    private static final String QUEUED = """
            WITH made AS (SELECT uuidv7() AS new, live.*, nr FROM live CROSS JOIN generate_series(1, 60000) AS nr),
            j AS (INSERT INTO job (tenant, id, kind, priority, max_attempts, payload) SELECT tenant, new, kind, priority, max_attempts, '{}' FROM made)
            INSERT INTO live (id, tenant, gate, kind, state, priority, max_attempts, place, weights, key, key_max, key_nr, key_ordered)
            SELECT new, tenant, gate, kind, state, priority, max_attempts, place + nr * 100000::bigint, weights, key || nr % 1000, key_max, key_nr + nr, key_ordered
            FROM made""";

    private static TestDatabase test;
    private static Database database;
    private static JobId last;

    private final Plans plans = new Plans();

    @BeforeAll
    static void fill() {
        test = TestDatabase.fresh();
        new Limits(test.jdbi()).create(new NewLimit("slow", new Quota.Units(5, Duration.ofHours(1), 5), null, null));
        try (var submissions = new Submissions(test.jdbi(), new Gates(test.database()), lane -> {})) {
            var some = List.of(
                    Submission.of(TENANT, Probe.KIND, "{}"),
                    Submission.of(TENANT, Probe.KIND, "{}", Terms.DEFAULT.limits(List.of("slow"))),
                    Submission.of(TENANT, Probe.KIND, "{}", Terms.DEFAULT.concurrency(new Concurrency("k", 1, true))));
            submissions.submitAll(some);
            test.jdbi().useHandle(handle -> handle.execute(QUEUED));
            var late = Submission.of(TENANT, Probe.KIND, "{}", Terms.DEFAULT.limits(List.of("slow")));
            submissions.submitAll(List.of(late));
            last = late.id();
        }
        database = Plans.told(test);
    }

    @AfterAll
    static void close() {
        database.close();
        test.close();
    }

    @Test
    @Order(1)
    void noStatementReadsAWholeQueueBeforeThereAreStatistics() {
        dispatchAndExplain();
        plans.assertThatNoneReadsAWholeTable(60_000);
    }

    @Test
    @Order(2)
    void noStatementReadsAWholeQueueOnceThereAreStatistics() {
        test.jdbi().useHandle(handle -> handle.execute("ANALYZE"));
        dispatchAndExplain();
        plans.assertThatNoneReadsAWholeTable(60_000);
    }

    @Test
    @Order(3)
    void noStatementReadsAWholeQueueThatWasEmptyWhenItWasVacuumed() {
        Plans.forgetRows(test);
        dispatchAndExplain();
        plans.assertThatNoneReadsAWholeTable(60_000);
    }

    private void dispatchAndExplain() {
        database.jdbi().setSqlLogger(plans);
        database.recoverable().setSqlLogger(plans);
        var limits = new Limits(database.jdbi());
        var gates = new Gates(database);
        var unclaimed = new Unclaimed(database, gates);
        var limited = new LimitedGates(database, gates, Duration.ZERO);
        for (int look = 0; look < 3; look++) {
            limited.take(Lane.HTTP, 100);
        }
        unclaimed.giveBackUnused(100);
        gates.take(Lane.HTTP, 100);
        unclaimed.on(Lane.HTTP);
        unclaimed.giveBackLate(Lane.HTTP, Duration.ZERO, 10);
        var loads = new LaneLoads(database);
        assertThat(loads.of(Lane.HTTP).depth()).isPositive();
        assertThat(new GateLoads(database).page(null, null, 0, 10)).hasSize(3);
        var explanations = new Explanations(database, limits, new Pauses(database.jdbi(), limits), loads);
        var job = new Jobs(database.jdbi()).find(TENANT, last).orElseThrow();
        assertThat(explanations.of(TENANT, job).ahead()).isPositive();
    }
}
