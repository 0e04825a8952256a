package io.penstock.db.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.ai.Usage;
import io.penstock.catalog.kind.Mode;
import io.penstock.db.claim.Claim;
import io.penstock.db.claim.Finish.LeaseLost;
import io.penstock.db.claim.Finish.Recorded;
import io.penstock.db.claim.Outcome;
import io.penstock.db.claim.Settlements;
import io.penstock.db.claim.Settlements.Settlement;
import io.penstock.db.job.Failure;
import io.penstock.db.job.FailureClass;
import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.TestClaim;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class UseOfModelsTest {

    private static final Failure FAILURE = new Failure("provider_overloaded", "Down.");
    private static final Usage TOKENS = new Usage(20, 8, 5, 10, 4);

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    @AutoClose
    private final Settlements settlements = new Settlements(test.jdbi());

    private final UseOfModels use = new UseOfModels(test.jdbi());
    private final int worker = WorkerRows.in(test.database()).alive();
    private final LocalDate today = test.jdbi()
            .withHandle(handle -> handle.createQuery("SELECT (now() AT TIME ZONE 'UTC')::date")
                    .mapTo(LocalDate.class)
                    .one());

    private Claim running() {
        return TestClaim.of(
                JobRows.in(test.database()).running().attempt(1).worker(worker).insert(), 1, worker);
    }

    private static Consumption call(String model) {
        return Consumption.call("openai", model, Mode.LIVE, TOKENS, new BigDecimal("0.0015"));
    }

    private static Settlement settlement(Claim claim, Outcome outcome, Consumption... consumed) {
        return new Settlement(claim, outcome, Map.of(), List.of(consumed));
    }

    private static Settlement succeeded(Claim claim, Consumption... consumed) {
        return settlement(claim, new Outcome.Succeeded("{}"), consumed);
    }

    private List<DayOfUse> read(int tenant, @Nullable String kind, @Nullable String model) {
        return use.read(tenant, today.minusDays(1), today.plusDays(1), kind, model, 100);
    }

    private List<DayOfUse> all() {
        return read(1, null, null);
    }

    @Test
    void whatAttemptsTookIsSummedUpByDayAndModel() {
        settlements.finishAll(List.of(
                succeeded(running(), call("m"), call("m"), call("n")),
                succeeded(running(), call("m")),
                succeeded(running())));
        settlements.finishAll(List.of(succeeded(running(), call("m"))));

        assertThat(all())
                .containsExactly(
                        new DayOfUse(
                                today,
                                "probe",
                                "openai",
                                "m",
                                Mode.LIVE,
                                new Amounts(4, 0, new Usage(80, 32, 20, 40, 16), 6_000, 0, 0, 0)),
                        new DayOfUse(
                                today, "probe", "openai", "n", Mode.LIVE, new Amounts(1, 0, TOKENS, 1_500, 0, 0, 0)));
        assertThat(use.total(1, today)).isEqualTo(new Amounts(5, 0, new Usage(100, 40, 25, 50, 20), 7_500, 0, 0, 0));
        assertThat(use.total(1, today.plusDays(1))).isEqualTo(Amounts.NONE);
        assertThat(read(2, null, null)).isEmpty();
        assertThat(read(1, "ai.generate", null)).isEmpty();
        assertThat(read(1, "probe", "n")).hasSize(1);
        assertThat(use.read(1, today.plusDays(1), today.plusDays(2), null, null, 100))
                .isEmpty();
    }

    @Test
    void anAttemptThatFailedCountsToo() {
        settlements.finishAll(List.of(
                settlement(
                        running(),
                        new Outcome.Retry(FAILURE, FailureClass.RETRYABLE, Duration.ofSeconds(1)),
                        call("m")),
                settlement(running(), new Outcome.Failed(FAILURE, FailureClass.PERMANENT), call("m")),
                settlement(running(), new Outcome.Cancelled(), call("m")),
                settlement(running(), new Outcome.Released(), call("m"))));

        assertThat(all().getFirst().amounts().calls()).isEqualTo(4);
    }

    @Test
    void whatIsRefusedCountsForNothing() {
        var claim = running();
        var stale = TestClaim.of(claim.id(), 1, worker + 1);

        assertThat(settlements.finishAll(List.of(succeeded(stale, call("m"))))).hasOnlyElementsOfType(LeaseLost.class);
        assertThat(all()).isEmpty();
        assertThat(settlements.finishAll(List.of(succeeded(claim, call("m"))))).hasOnlyElementsOfType(Recorded.class);
        assertThat(settlements.finishAll(List.of(succeeded(claim, call("m"))))).hasOnlyElementsOfType(LeaseLost.class);
        assertThat(all().getFirst().amounts().calls()).isEqualTo(1);
    }

    @Test
    void whatHasNoPriceIsCountedApart() {
        settlements.finishAll(List.of(succeeded(
                running(),
                Consumption.call("openai", "m", Mode.LIVE, TOKENS, null),
                call("m"),
                Consumption.miss("openai", "m", Mode.LIVE),
                Consumption.hit("openai", "m", Mode.LIVE, new BigDecimal("0.002")),
                Consumption.hit("openai", "m", Mode.LIVE, null))));

        assertThat(all().getFirst().amounts())
                .isEqualTo(new Amounts(2, 1, new Usage(40, 16, 10, 20, 8), 1_500, 2, 1, 2_000));
    }

    /** It waits for the first sum, so it must not hold the second, which the one that it waits for may need. */
    @Test
    void whoSettlesInAnotherOrderAddsToTheSumsInTheSame() {
        settlements.finishAll(List.of(succeeded(running(), call("a"), call("b"))));
        var claims = List.of(running(), running());

        var other = test.jdbi().inTransaction(handle -> {
            lock(handle, "SELECT FROM ai_usage WHERE model = 'a' FOR UPDATE");
            var settling = AtOnce.start(() -> settlements.finishAll(
                    List.of(succeeded(claims.get(0), call("b")), succeeded(claims.get(1), call("a")))));
            test.awaitWaiter();
            lock(handle, "SELECT FROM ai_usage WHERE model = 'b' FOR UPDATE NOWAIT");
            return settling;
        });

        assertThat(other.join()).hasOnlyElementsOfType(Recorded.class);
        assertThat(all()).hasSize(2).allMatch(day -> day.amounts().calls() == 2);
    }

    private static void lock(Handle handle, String statement) {
        assertThat(handle.createQuery(statement).mapToMap().list()).hasSize(1);
    }

    @Test
    void aDayIsForgottenWhenItsTimeIsOver() {
        settlements.finishAll(List.of(succeeded(running(), call("m"))));

        test.jdbi().useHandle(handle -> handle.execute("UPDATE ai_usage SET day = day - 400"));
        assertThat(use.prune(400)).isZero();
        assertThat(use.prune(399)).isEqualTo(1);
    }
}
