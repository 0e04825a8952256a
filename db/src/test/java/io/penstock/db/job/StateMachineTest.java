package io.penstock.db.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.Catalog;
import io.penstock.catalog.kind.Lane;
import io.penstock.catalog.probe.Probe;
import io.penstock.db.claim.Claim;
import io.penstock.db.claim.Claims;
import io.penstock.db.claim.Claims.Offer;
import io.penstock.db.claim.LapsedClaims;
import io.penstock.db.claim.Outcome;
import io.penstock.db.claim.Settlements;
import io.penstock.db.control.Cancellations;
import io.penstock.db.control.Expirations;
import io.penstock.db.control.HeldJobs;
import io.penstock.db.control.Resolutions;
import io.penstock.db.control.RunTimes;
import io.penstock.db.effect.Effects;
import io.penstock.db.gate.DueJobs;
import io.penstock.db.gate.Gates;
import io.penstock.db.gate.Unclaimed;
import io.penstock.db.replay.Replay;
import io.penstock.db.replay.Replays;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submissions;
import io.penstock.db.submission.Terms;
import io.penstock.db.testing.History;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The page on the state machine, the code and the tables say the same. */
class StateMachineTest {

    private static final Failure FAILURE = new Failure("declined", "No.");

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final History history = History.of(test.jdbi());
    private final Gates gates = new Gates(test.database());
    private final Unclaimed unclaimed = new Unclaimed(test.database(), gates);
    private final Claims claims = new Claims(test.database());
    private final Cancellations cancellations = new Cancellations(test.jdbi());
    private final Expirations expirations = new Expirations(test.jdbi());
    private final Effects effects = new Effects(test.jdbi());
    private int worker = WorkerRows.in(test.database()).alive();

    @AutoClose
    private final Submissions submissions = new Submissions(test.jdbi(), gates, lane -> {});

    @AutoClose
    private final Settlements settlements = new Settlements(test.jdbi());

    private JobId queued() {
        return submissions.submit(Submission.of(1, Probe.KIND, "{}")).id();
    }

    private JobId scheduled() {
        var terms = Terms.DEFAULT.runAt(Instant.now().plusSeconds(3600));
        return submissions.submit(Submission.of(1, Probe.KIND, "{}", terms)).id();
    }

    private JobId dispatched() {
        var id = queued();
        assertThat(gates.take(Lane.HTTP, 100)).extracting(d -> d.id()).contains(id);
        return id;
    }

    private Claim running() {
        return claims.claim(worker, List.of(new Offer(dispatched(), 0))).getFirst();
    }

    private Claim ended(Outcome outcome) {
        return ended(running(), outcome);
    }

    private Claim ended(Claim claim, Outcome outcome) {
        settlements.finish(claim, outcome).join();
        return claim;
    }

    private Claim withAnEffectBegun() {
        var claim = running();
        effects.begin(claim, "charge");
        return claim;
    }

    private void late(JobId id) {
        test.jdbi().useHandle(handle -> handle.execute("UPDATE live SET deadline = now() WHERE id = ?", id.uuid()));
        assertThat(expirations.expire(1)).isEqualTo(1);
    }

    private void cancel(JobId id) {
        cancellations.cancel(1, id);
    }

    private static Outcome retry() {
        return new Outcome.Retry(FAILURE, FailureClass.RETRYABLE, Duration.ofHours(1));
    }

    /** In each state in which a job waits. The queued one comes last, as whatever is queued is dispatched with the others. */
    private Stream<JobId> waiting() {
        return Stream.of(scheduled(), dispatched(), ended(retry()).id(), queued());
    }

    /** In each state in which a job waits, after an attempt that began an effect. */
    private Stream<JobId> waitingWithAnEffectBegun() {
        var dispatched = ended(withAnEffectBegun(), new Outcome.Released()).id();
        gates.take(Lane.HTTP, 100);
        return Stream.of(
                dispatched,
                ended(withAnEffectBegun(), new Outcome.Snooze(Duration.ofHours(1)))
                        .id(),
                ended(withAnEffectBegun(), retry()).id(),
                ended(withAnEffectBegun(), new Outcome.Released()).id());
    }

    private void comeDue() {
        scheduled();
        ended(retry());
        test.jdbi().useHandle(handle -> handle.execute("UPDATE live SET due_at = now() WHERE due_at IS NOT NULL"));
        assertThat(new DueJobs(test.database(), gates).comeDue(100)).isNotEmpty();
    }

    private void loseTheWorker() {
        running();
        WorkerRows.in(test.database()).silence(worker);
        assertThat(new LapsedClaims(test.database()).rescue()).isPositive();
        worker = WorkerRows.in(test.database()).alive();
    }

    private void resolve(boolean succeeded) {
        var id = ended(new Outcome.Unknown(FAILURE)).id();
        new Resolutions(test.jdbi()).resolve(1, id, succeeded, "Looked it up.", null);
    }

    @Test
    void everyEdgeOfThePageCanBeTakenAndNoOther() {
        ended(new Outcome.Succeeded("{}"));
        ended(new Outcome.Failed(FAILURE, FailureClass.PERMANENT));
        ended(new Outcome.Expired(FAILURE, FailureClass.EXPIRED));
        ended(new Outcome.Cancelled());
        ended(new Outcome.Unknown(FAILURE));
        ended(new Outcome.Snooze(Duration.ofHours(1)));
        ended(new Outcome.Await("bank", Duration.ofHours(1)));
        ended(new Outcome.Released());
        comeDue();
        loseTheWorker();
        unclaimed.giveBack(List.of(new Moved(dispatched(), 1, "probe", 0, null, Instant.EPOCH)));
        each(waiting(), this::cancel);
        each(waiting(), this::late);
        each(waitingWithAnEffectBegun(), this::cancel);
        each(waitingWithAnEffectBegun(), this::late);
        resolve(true);
        resolve(false);
        each(endedBadly(), id -> replay(id, null));
        each(endedBadly(), id -> replay(id, Instant.now().plusSeconds(3600)));
        each(Stream.of(scheduled(), ended(retry()).id(), queued()), this::move);

        assertThat(history.edges()).containsExactlyInAnyOrderElementsOf(History.onThePage());
    }

    private Stream<JobId> endedBadly() {
        var cancelled = queued();
        cancel(cancelled);
        return Stream.of(
                ended(new Outcome.Failed(FAILURE, FailureClass.PERMANENT)).id(),
                ended(new Outcome.Expired(FAILURE, FailureClass.EXPIRED)).id(),
                cancelled,
                ended(new Outcome.Unknown(FAILURE)).id());
    }

    private void replay(JobId id, @Nullable Instant at) {
        var kinds = Catalog.kinds(List.of());
        var replay = new Replay(1, id, null, null, null, null, at, null, Set.of(), null);
        new Replays(test.jdbi(), gates, kinds, (jobs, state) -> {}, lane -> {}).replay(replay);
    }

    private void move(JobId id) {
        test.jdbi().useTransaction(handle -> {
            var held = HeldJobs.hold(handle, List.of(new Jobs.Key(1, id)))
                    .getFirst()
                    .held();
            RunTimes.move(
                    handle,
                    List.of(Objects.requireNonNull(held)),
                    List.of(Instant.now().plusSeconds(3600)));
        });
    }

    private static void each(Stream<JobId> jobs, Consumer<JobId> change) {
        jobs.toList().forEach(change);
    }

    @Test
    void theTablesAllowTheStatesOfThePageAndNoOthers() {
        var drawn = History.onThePage().stream()
                .flatMap(edge -> Arrays.stream(edge.split(" --> ")))
                .filter(state -> !state.equals("[*]"))
                .collect(Collectors.toSet());
        var allowed = new TreeSet<>(inCheck("live_state_check"));
        allowed.addAll(inCheck("outcome_state_check"));
        assertThat(drawn).isEqualTo(allowed);
        assertThat(inCheck("outcome_state_check"))
                .isEqualTo(Arrays.stream(State.values())
                        .filter(State::isFinal)
                        .map(State::label)
                        .collect(Collectors.toSet()));
    }

    private Set<String> inCheck(String constraint) {
        var definition = test.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name AND conparentid = 0")
                        .bind("name", constraint)
                        .mapTo(String.class)
                        .first());
        return Pattern.compile("'([a-z_]+)'")
                .matcher(definition)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }

    @Test
    void theClassesThatThePageNamesAreThere() throws Exception {
        var page = Files.readString(Path.of("..", "docs", "state-machine.md"));
        var named = Pattern.compile("`(db/[a-z]+/[A-Za-z]+)`")
                .matcher(page)
                .results()
                .map(m -> m.group(1))
                .toList();
        assertThat(named)
                .hasSizeGreaterThan(8)
                .allSatisfy(name -> assertThat(Path.of("src/main/java/io/penstock", name + ".java"))
                        .exists());
    }
}
