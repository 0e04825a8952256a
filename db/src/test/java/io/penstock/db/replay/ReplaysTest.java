package io.penstock.db.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.Catalog;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.kind.Lane;
import io.penstock.catalog.probe.Probe;
import io.penstock.db.aside.JsonText;
import io.penstock.db.aside.Payloads;
import io.penstock.db.aside.Result;
import io.penstock.db.claim.Claim;
import io.penstock.db.claim.Claims;
import io.penstock.db.claim.Claims.Offer;
import io.penstock.db.claim.Outcome;
import io.penstock.db.claim.Settlements;
import io.penstock.db.control.Cancellations;
import io.penstock.db.effect.Effects;
import io.penstock.db.effect.Intent;
import io.penstock.db.gate.Gates;
import io.penstock.db.job.Failure;
import io.penstock.db.job.FailureClass;
import io.penstock.db.job.Job;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Jobs;
import io.penstock.db.job.Moved;
import io.penstock.db.job.State;
import io.penstock.db.replay.Replayed.Again;
import io.penstock.db.replay.Replayed.Begun;
import io.penstock.db.retention.Forgetting;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submission.IdempotencyKey;
import io.penstock.db.submission.Submissions;
import io.penstock.db.submission.Terms;
import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.LiveRow;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ReplaysTest {

    private static final Failure FAILURE = new Failure("declined", "No.");

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final Gates gates = new Gates(test.database());
    private final List<Moved> told = new ArrayList<>();
    private final List<State> states = new ArrayList<>();
    private final Replays replays = new Replays(
            test.jdbi(),
            gates,
            Catalog.kinds(List.of()),
            (jobs, state) -> {
                told.addAll(jobs);
                states.add(state);
            },
            lane -> {});
    private final Claims claims = new Claims(test.database());
    private final Effects effects = new Effects(test.jdbi());
    private final Jobs jobs = new Jobs(test.jdbi());
    private final int worker = WorkerRows.in(test.database()).alive();

    @AutoClose
    private final Submissions submissions = new Submissions(test.jdbi(), gates, lane -> {});

    @AutoClose
    private final Settlements settlements = new Settlements(test.jdbi());

    private JobId submit(String payload, Terms terms) {
        return submissions.submit(Submission.of(1, Probe.KIND, payload, terms)).id();
    }

    private Claim claim(JobId id) {
        var behind = LiveRow.of(test.database(), id).attempt();
        assertThat(gates.take(Lane.HTTP, 100)).extracting(Moved::id).contains(id);
        return claims.claim(worker, List.of(new Offer(id, behind))).getFirst();
    }

    private Claim failed(Claim claim) {
        settlements
                .finish(claim, new Outcome.Failed(FAILURE, FailureClass.PERMANENT))
                .join();
        return claim;
    }

    private JobId failed() {
        return failed(claim(submit("{}", Terms.DEFAULT))).id();
    }

    private Job job(JobId id) {
        return jobs.find(1, id).orElseThrow();
    }

    private Replayed replay(JobId id) {
        return replays.replay(Replay.of(1, id));
    }

    private static Replay repeating(JobId id, String... effects) {
        return new Replay(1, id, null, null, null, null, null, null, Set.of(effects), "The bank lost it.");
    }

    private static Replay edited(JobId id, String payload, Terms terms, String... effects) {
        var edited = Submission.of(1, Probe.KIND, payload, terms);
        return new Replay(1, id, null, null, edited, null, null, null, Set.of(effects), "It was wrong.");
    }

    private static Replay keyed(JobId id, String key, String request) {
        var named = IdempotencyKey.of(key, Json.mapper().readTree(request));
        return new Replay(1, id, null, named, null, null, null, null, Set.of(), null);
    }

    @Test
    void aFailedJobRunsOnceMoreAndItsEarlierRunStaysReadable() {
        var id = failed();
        assertThat(replay(id)).isEqualTo(new Begun(2));
        var job = job(id);
        assertThat(job.state()).isEqualTo(State.QUEUED);
        assertThat(job.run()).isEqualTo(2);
        assertThat(job.failure()).isNull();
        assertThat(job.attempts()).hasSize(1);
        assertThat(told).extracting(Moved::id).containsExactly(id);
        assertThat(states).containsExactly(State.QUEUED);
        assertThat(new PastRuns(test.jdbi()).of(1, id)).singleElement().satisfies(run -> {
            assertThat(run.run()).isEqualTo(1);
            assertThat(run.state()).isEqualTo(State.FAILED);
            assertThat(run.error()).isEqualTo(FAILURE);
            assertThat(run.attempt()).isEqualTo(1);
            assertThat(run.edited()).isFalse();
        });

        settlements.finish(claim(id), new Outcome.Succeeded("{}")).join();
        assertThat(job(id).state()).isEqualTo(State.SUCCEEDED);
        assertThat(job(id).run()).isEqualTo(2);
    }

    @Test
    void itHasAllItsAttemptsAgain() {
        var id = submit("{}", Terms.DEFAULT);
        failed(claim(id));
        replay(id);
        var claim = claim(id);
        assertThat(claim.attempt()).as("the replay took a number itself").isEqualTo(3);
        assertThat(claim.attempt() - claim.forgiven()).isEqualTo(1);
    }

    @Test
    void whatHasNotEndedOrHasSucceededOrIsNotThereIsNotReplayed() {
        var waits = submit("{}", Terms.DEFAULT);
        assertThat(replay(waits)).isEqualTo(new Replayed.NotEnded());
        settlements.finish(claim(waits), new Outcome.Succeeded("{}")).join();
        assertThat(replay(waits)).isEqualTo(new Replayed.Succeeded());
        assertThat(replay(JobId.next())).isEqualTo(new Replayed.NotFound());
        assertThat(replays.replay(Replay.of(2, failed()))).isEqualTo(new Replayed.NotFound());
        assertThat(told).isEmpty();
    }

    @Test
    void ofManyWhoReplayItOneDoes() {
        var id = failed();
        var answers = AtOnce.call(8, i -> replay(id));
        assertThat(answers).filteredOn(new Begun(2)::equals).hasSize(1);
        assertThat(answers).filteredOn(new Replayed.NotEnded()::equals).hasSize(7);
    }

    @Test
    void underAKeyItIsReplayedOnce() {
        var id = failed();
        assertThat(replays.replay(keyed(id, "incident", "{}"))).isEqualTo(new Begun(2));
        assertThat(replays.replay(keyed(id, "incident", "{}"))).isEqualTo(new Again(2));
        failed(claim(id));
        assertThat(replays.replay(keyed(id, "incident", "{}"))).isEqualTo(new Again(2));
        assertThat(replays.replay(keyed(id, "incident", "{\"priority\": 1}"))).isEqualTo(new Replayed.OtherRequest());
        assertThat(job(id).state()).isEqualTo(State.FAILED);
        assertThat(replays.replay(keyed(id, "other", "{}"))).isEqualTo(new Begun(3));
    }

    @Test
    void whoeverMeansAnEarlierRunIsTooLate() {
        var id = failed();
        replay(id);
        failed(claim(id));
        var late = new Replay(1, id, 1, null, null, null, null, null, Set.of(), null);
        assertThat(replays.replay(late)).isEqualTo(new Replayed.Overtaken(2));
        var inTime = new Replay(1, id, 2, null, null, null, null, null, Set.of(), null);
        assertThat(replays.replay(inTime)).isEqualTo(new Begun(3));
    }

    @Test
    void itComesBackOnItsTerms() {
        var terms = Terms.DEFAULT
                .priority(7)
                .units(Map.of("tokens", 30L))
                .callback("https://example.com/told")
                .concurrency(new Terms.Concurrency("customer-12", 2, true))
                .timeout(Duration.ofSeconds(9));
        var id = submit("{}", terms);
        new Cancellations(test.jdbi()).cancel(1, id);
        replay(id);
        assertThat(
                        row(
                                id,
                                "SELECT concat_ws(' ', priority, weights, callback, key, key_max, key_ordered, key_nr IS NOT NULL) FROM live WHERE id = ?"))
                .isEqualTo("7 {\"tokens\":30} t customer-12 2 t t");
        assertThat(claimOf(id).options().timeout()).isEqualTo(Duration.ofSeconds(9));
    }

    private Claim claimOf(JobId id) {
        test.jdbi().useHandle(handle -> handle.execute("UPDATE live SET state = 'dispatched' WHERE id = ?", id.uuid()));
        return claims.claim(
                        worker,
                        List.of(new Offer(id, LiveRow.of(test.database(), id).attempt())))
                .getFirst();
    }

    private String row(JobId id, String sql) {
        return test.jdbi()
                .withHandle(handle ->
                        handle.select(sql, id.uuid()).mapTo(String.class).one());
    }

    @Test
    void itWaitsForItsTimeAndItsOldDeadlineIsNoMore() {
        var id = submit("{}", Terms.DEFAULT.deadline(Instant.now().plusSeconds(60)));
        failed(claim(id));
        var at = Instant.now().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.MICROS);
        replays.replay(new Replay(1, id, null, null, null, 9, at, null, Set.of(), null));
        var job = job(id);
        assertThat(job.state()).isEqualTo(State.SCHEDULED);
        assertThat(job.waitReason()).isEqualTo(Job.WaitReason.RUN_AT);
        assertThat(job.nextEligibleAt()).isEqualTo(at);
        assertThat(job.priority()).isEqualTo(9);
        assertThat(job.deadline()).isNull();
        assertThat(states).containsExactly(State.SCHEDULED);
    }

    @Test
    void anEffectWithAReceiptIsKept() {
        var claim = claim(submit("{}", Terms.DEFAULT));
        effects.begin(claim, "charge");
        effects.receive(claim, "charge", "\"ch_1\"");
        var id = failed(claim).id();
        replay(id);
        assertThat(effects.begin(claim(id), "charge")).isEqualTo(new Intent.Had("\"ch_1\""));
    }

    @Test
    void anEffectThatIsAskedForByNameIsHadOnceMoreUnderAnotherKey() {
        var claim = claim(submit("{}", Terms.DEFAULT));
        effects.begin(claim, "charge");
        effects.receive(claim, "charge", "\"ch_1\"");
        effects.receive(claim, "plan", "1");
        var id = failed(claim).id();
        assertThat(replays.replay(repeating(id, "charge", "mail")))
                .isEqualTo(new Replayed.NoSuchEffects(List.of("mail")));
        assertThat(replays.replay(repeating(id, "charge"))).isEqualTo(new Begun(2));
        var next = claim(id);
        assertThat(effects.begin(next, "charge")).isEqualTo(new Intent.Fresh(2));
        assertThat(effects.receipt(id, "plan")).as("a step stays done").hasValue("1");
        assertThat(row(id, "SELECT concat_ws(' ', key, until, receipt) FROM past_effect WHERE job = ?"))
                .isEqualTo("charge 1 \"ch_1\"");
    }

    @Test
    void whatNobodyKnowsOfStaysUnderItsOldKey() {
        var claim = claim(submit("{}", Terms.DEFAULT));
        effects.begin(claim, "charge");
        var id = failed(claim).id();
        assertThat(job(id).state()).isEqualTo(State.OUTCOME_UNKNOWN);
        assertThat(replay(id)).isEqualTo(new Begun(2));
        assertThat(effects.begin(claim(id), "charge"))
                .isInstanceOfSatisfying(
                        Intent.Begun.class, begun -> assertThat(begun.run()).isEqualTo(1));
    }

    @Test
    void anotherPayloadTakesThePlaceOfTheFirst() {
        var claim = claim(submit("{\"say\": \"one\"}", Terms.DEFAULT));
        effects.receive(claim, "plan", "1");
        var id = failed(claim).id();
        var terms = Terms.DEFAULT.units(Map.of("tokens", 5L));
        assertThat(replays.replay(edited(id, "{\"say\": \"two\"}", terms))).isEqualTo(new Begun(2));
        assertThat(claim(id).payload()).isEqualTo("{\"say\": \"two\"}");
        assertThat(row(id, "SELECT weights FROM live WHERE id = ?")).isEqualTo("{\"tokens\":5}");
        assertThat(effects.receipt(id, "plan"))
                .as("a step of the other payload")
                .isEmpty();
        var payloads = new Payloads(test.jdbi());
        assertThat(payloads.find(1, id, 1).text()).isEqualTo(new Result.Inline("{\"say\": \"one\"}"));
        assertThat(payloads.find(1, id, 2).text()).isEqualTo(new Result.Inline("{\"say\": \"two\"}"));
        assertThat(payloads.find(1, id, 3).text()).isEqualTo(new Result.None());
        assertThat(payloads.find(2, id, 1).text()).isEqualTo(new Result.None());
    }

    @Test
    void anotherPayloadIsRefusedWhereEffectsWereHadThatAreNotRepeated() {
        var claim = claim(submit("{}", Terms.DEFAULT));
        effects.begin(claim, "charge");
        effects.receive(claim, "charge", "\"ch_1\"");
        effects.begin(claim, "mail");
        var id = failed(claim).id();
        assertThat(replays.replay(edited(id, "{}", Terms.DEFAULT)))
                .isEqualTo(new Replayed.EffectsHad(List.of("charge", "mail")));
        assertThat(replays.replay(edited(id, "{}", Terms.DEFAULT, "charge")))
                .isEqualTo(new Replayed.EffectsHad(List.of("mail")));
        assertThat(replays.replay(edited(id, "{}", Terms.DEFAULT, "charge", "mail")))
                .isEqualTo(new Begun(2));
    }

    @Test
    void aLongPayloadIsKeptTooWhenAnotherComes() throws Exception {
        var text = "\"%s\"".formatted("x".repeat(JsonText.LONGEST_INLINE));
        var id = failed(claim(submit(text, Terms.DEFAULT))).id();
        replays.replay(edited(id, text.replace('x', 'y'), Terms.DEFAULT));
        failed(claim(id));
        replays.replay(edited(id, "{}", Terms.DEFAULT));
        failed(claim(id));
        replay(id);
        assertThat(read(id, 1)).isEqualTo("x".repeat(JsonText.LONGEST_INLINE));
        assertThat(read(id, 2)).isEqualTo("y".repeat(JsonText.LONGEST_INLINE));
        assertThat(new Payloads(test.jdbi()).find(1, id, 3).text()).isEqualTo(new Result.Inline("{}"));
        assertThat(claim(id).payload()).isEqualTo("{}");
    }

    private @Nullable String read(JobId id, int run) throws Exception {
        var payloads = new Payloads(test.jdbi());
        var payload = payloads.find(1, id, run);
        return payload.text().read(String.class, () -> payloads.open(payload)).orElse(null);
    }

    @Test
    void itsUniqueKeyIsItsOwnAgainUnlessAnotherJobHasIt() {
        var terms = Terms.DEFAULT.unique(new Terms.Unique("nightly", false, null));
        var id = failed(claim(submit("{}", terms))).id();
        var other = submit("{}", terms);
        assertThat(other).isNotEqualTo(id);
        assertThat(replay(id)).isEqualTo(new Replayed.KeyTaken(other));
        failed(claim(other));
        assertThat(replay(id)).isEqualTo(new Begun(2));
        assertThat(submit("{}", terms)).as("the replayed one stands in again").isEqualTo(id);
    }

    @Test
    void anErasedJobIsReplayedWithAnotherPayloadOnly() {
        var id = failed();
        test.jdbi().useHandle(handle -> handle.execute("UPDATE job SET payload = NULL WHERE id = ?", id.uuid()));
        assertThat(replay(id)).isEqualTo(new Replayed.Erased());
        assertThat(replays.replay(edited(id, "{}", Terms.DEFAULT))).isEqualTo(new Begun(2));
    }

    @Test
    void whoAsksWhatAJobWasAskedForWithWaitsForNobody() {
        var id = failed(claim(submit("{}", Terms.DEFAULT.priority(7)))).id();
        try (var open = test.jdbi().open()) {
            open.begin();
            open.execute("SELECT FROM outcome WHERE id = ? FOR UPDATE", id.uuid());
            assertThat(CompletableFuture.supplyAsync(() -> replays.asked(1, id)))
                    .succeedsWithin(Duration.ofSeconds(10))
                    .satisfies(asked -> assertThat(asked)
                            .hasValueSatisfying(
                                    one -> assertThat(one.terms().priority()).isEqualTo(7)));
            open.rollback();
        }
        assertThat(replays.asked(2, id)).isEmpty();
        assertThat(replays.asked(1, submit("{}", Terms.DEFAULT))).isEmpty();
    }

    @Test
    void aKindThatIsGoneIsSaid() {
        var id = JobRows.in(test.database()).failed().insert();
        test.jdbi().useHandle(handle -> handle.execute("UPDATE job SET kind = 'old' WHERE id = ?", id.uuid()));
        assertThat(replay(id)).isEqualTo(new Replayed.KindGone("old"));
    }

    @Test
    void aJobOfAnEarlierDayIsReplayedUnlessItsDayIsInWork() {
        var id = JobRows.in(test.database())
                .failed()
                .createdAt(Instant.now().minus(Duration.ofDays(1)))
                .insert();
        try (var handle = test.jdbi().open()) {
            handle.execute("SELECT pg_advisory_lock(hashtext('penstock.results'))");
            assertThat(replay(id)).isEqualTo(new Replayed.Busy());
        }
        test.jdbi()
                .useHandle(handle -> handle.execute(
                        "INSERT INTO result_day (day, last_finish) SELECT (uuid_extract_timestamp(?) AT TIME ZONE 'UTC')::date, '2020-01-01'",
                        id.uuid()));
        assertThat(replay(id)).isEqualTo(new Begun(2));
        assertThat(row(id, "SELECT last_finish > now() - interval '1 minute' FROM result_day, live WHERE id = ?"))
                .isEqualTo("t");
    }

    @Test
    void aFinishedBatchIsFinishedNoMore() {
        var id = failed();
        var made = failed();
        test.jdbi().useHandle(handle -> {
            for (var job : List.of(id, made)) {
                handle.execute("UPDATE outcome SET batch = id WHERE id = ?", job.uuid());
                handle.execute("""
                        INSERT INTO batch (id, tenant, receiving_until, sealed_at, finished_at, counts, cancel_requested_at, made_by)
                        VALUES (?, 1, now(), now(), now(), '{}', now(), ?)""", job.uuid(), job.equals(id) ? null : id.uuid());
            }
        });
        replay(id);
        replay(made);
        var batch =
                "SELECT concat_ws(' ', finished_at IS NULL, counts IS NULL, cancel_requested_at IS NULL) FROM batch WHERE id = ?";
        assertThat(row(id, batch)).isEqualTo("t t t");
        assertThat(row(made, batch))
                .as("a job made it, which has drawn its conclusion")
                .isEqualTo("f t f");
        assertThat(row(id, "SELECT batch FROM live WHERE id = ?"))
                .isEqualTo(id.uuid().toString());
    }

    @Test
    void aCallbackThatIsStillOwedIsOwedOnce() {
        var terms = Terms.DEFAULT.callback("https://example.com/told");
        var id = failed(claim(submit("{}", terms))).id();
        replay(id);
        failed(claim(id));
        assertThat(row(id, "SELECT count(*) FROM callback_owed WHERE job = ?")).isEqualTo("1");
    }

    @Test
    void whatEarlierRunsWereGivenAndSaidIsForgottenWithTheJob() {
        var long1 = "\"%s\"".formatted("x".repeat(JsonText.LONGEST_INLINE));
        var claim = claim(submit(long1, Terms.DEFAULT.forgetAfter(Duration.ZERO)));
        effects.receive(claim, "plan", "\"secret\"");
        var id = failed(claim).id();
        replays.replay(edited(id, "{}", Terms.DEFAULT));
        failed(claim(id));
        replays.replay(edited(id, "{}", Terms.DEFAULT));
        failed(claim(id));
        assertThat(new Forgetting(test.jdbi()).look(10).erased()).isEqualTo(1);
        for (int run = 1; run <= 3; run++) {
            assertThat(new Payloads(test.jdbi()).find(1, id, run).text()).isEqualTo(new Result.Gone());
        }
        assertThat(new PastRuns(test.jdbi()).of(1, id))
                .allSatisfy(run -> assertThat(run.error())
                        .isNotNull()
                        .extracting(Failure::message)
                        .isNotEqualTo(FAILURE.message()));
        assertThat(row(id, "SELECT receipt FROM past_effect WHERE job = ?")).isEqualTo("null");
    }

    @Test
    void aForgottenJobIsForgottenAgain() {
        var id = failed(claim(submit("{}", Terms.DEFAULT.forgetAfter(Duration.ZERO))))
                .id();
        test.jdbi()
                .useHandle(
                        handle -> handle.execute("UPDATE forgetting SET forgotten_at = now() WHERE id = ?", id.uuid()));
        replay(id);
        assertThat(row(id, "SELECT forgotten_at IS NULL FROM forgetting WHERE id = ?"))
                .isEqualTo("t");
    }
}
