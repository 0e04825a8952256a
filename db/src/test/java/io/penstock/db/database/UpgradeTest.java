package io.penstock.db.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.kind.Lane;
import io.penstock.db.claim.Claims;
import io.penstock.db.claim.Claims.Offer;
import io.penstock.db.claim.Finish.Recorded;
import io.penstock.db.claim.Outcome;
import io.penstock.db.claim.Settlements;
import io.penstock.db.effect.Effects;
import io.penstock.db.effect.Intent;
import io.penstock.db.gate.Gates;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Jobs;
import io.penstock.db.job.State;
import io.penstock.db.retention.Partitions;
import io.penstock.db.testing.TestClaim;
import io.penstock.embedded.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database of the first version, with jobs in it, goes on with this one. */
class UpgradeTest {

    private static final int TENANT = 1;

    private static final String WORKER = """
            INSERT INTO worker (name, lanes, slots, lease_until) VALUES ('old', '{http}', 10, now() + interval '1 hour') RETURNING id""";

    /** Of a day that is older than any partition that would be made now. */
    private static final JobId ENDED = past(5);

    private static final JobId RUNNING = past(4);
    private static final JobId QUEUED = JobId.next();

    private final String url = TestPostgres.newDatabase();

    @AutoClose
    private final Database database = Database.open(new DatabaseSettings(url, "", "", 4, Duration.ofSeconds(10)));

    private int worker;

    @BeforeEach
    void upgradeAnInstallationOfTheFirstVersion() {
        Flyway.configure()
                .dataSource(url, "", "")
                .locations("classpath:db/migration")
                .target("1")
                .load()
                .migrate();
        database.jdbi().useHandle(handle -> {
            worker = handle.createQuery(WORKER).mapTo(Integer.class).one();
            for (var table : List.of("job", "outcome", "attempt")) {
                for (int day = -6; day < 3; day++) {
                    handle.execute("""
                            DO $$ BEGIN EXECUTE format('CREATE TABLE %%I PARTITION OF %1$s FOR VALUES FROM (%%L) TO (%%L)',
                                '%1$s_' || to_char(now() AT TIME ZONE 'UTC' + interval '%2$s days', 'YYYYMMDD'),
                                %3$s, %4$s); END $$""".formatted(table, day, floor(day), floor(day + 1)));
                }
            }
            for (var job : List.of(ENDED, RUNNING, QUEUED)) {
                handle.execute("""
                        INSERT INTO job (tenant, id, kind, priority, max_attempts, payload) VALUES (?, ?, 'probe', 5, 3, '{}')""", TENANT, job.uuid());
            }
            handle.execute("""
                    INSERT INTO outcome (tenant, id, state, attempt, result) VALUES (?, ?, 'succeeded', 1, '{"n": 1}')""", TENANT, ENDED.uuid());
            handle.execute("""
                    INSERT INTO live (id, tenant, gate, kind, state, priority, attempt, max_attempts, worker, place)
                    VALUES (?, ?, 1, 'probe', 'running', 5, 1, 3, ?, 1), (?, ?, 1, 'probe', 'queued', 5, 0, 3, NULL, 2)""", RUNNING.uuid(), TENANT, worker, QUEUED.uuid(), TENANT);
        });
        database.migrate();
        new Partitions(database.jdbi()).makeAhead(2);
    }

    private static JobId past(int days) {
        return new JobId(JobId.floor(Instant.now().minus(Duration.ofDays(days))));
    }

    /** The smallest id of the day that is so many days from today, in SQL. */
    private static String floor(int day) {
        return "rpad(lpad(to_hex((extract(epoch FROM date_trunc('day', now() AT TIME ZONE 'UTC') + interval '" + day
                + " days') * 1000)::bigint), 12, '0'), 32, '0')::uuid";
    }

    @AfterEach
    void drop() {
        database.close();
        TestPostgres.drop(url);
    }

    private State state(JobId id) {
        return new Jobs(database.jdbi()).find(TENANT, id).orElseThrow().state();
    }

    @Test
    void whatHasEndedIsThere() {
        assertThat(state(ENDED)).isEqualTo(State.SUCCEEDED);
    }

    @Test
    void whatRunsMayHaveEffectsAndEnd() {
        try (var settlements = new Settlements(database.jdbi())) {
            var claim = TestClaim.of(RUNNING, 1, worker);
            assertThat(new Effects(database.jdbi()).begin(claim, "charge")).isInstanceOf(Intent.Fresh.class);
            new Effects(database.jdbi()).receive(claim, "charge", "{}");
            assertThat(settlements.finish(claim, new Outcome.Succeeded("{}")).join())
                    .isInstanceOf(Recorded.class);
        }
        assertThat(state(RUNNING)).isEqualTo(State.SUCCEEDED);
    }

    @Test
    void whatWaitsIsTakenUp() {
        var taken = new Gates(database).take(Lane.AI, 10);
        assertThat(taken).extracting(job -> job.id()).containsExactly(QUEUED);
        assertThat(new Claims(database).claim(worker, List.of(new Offer(QUEUED, 0))))
                .hasSize(1);
        assertThat(state(QUEUED)).isEqualTo(State.RUNNING);
    }
}
