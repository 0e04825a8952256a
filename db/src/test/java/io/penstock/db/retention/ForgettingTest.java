package io.penstock.db.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.kind.Lane;
import io.penstock.catalog.probe.Probe;
import io.penstock.db.aside.JsonText;
import io.penstock.db.aside.Result;
import io.penstock.db.aside.Results;
import io.penstock.db.claim.Claim;
import io.penstock.db.claim.Claims;
import io.penstock.db.claim.Claims.Offer;
import io.penstock.db.claim.Outcome;
import io.penstock.db.claim.Settlements;
import io.penstock.db.claim.Settlements.Settlement;
import io.penstock.db.effect.Effects;
import io.penstock.db.gate.Gates;
import io.penstock.db.job.ErrorGroupId;
import io.penstock.db.job.Failure;
import io.penstock.db.job.FailureClass;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Jobs;
import io.penstock.db.job.State;
import io.penstock.db.mail.MailState;
import io.penstock.db.mail.Mails;
import io.penstock.db.mail.Mails.Note;
import io.penstock.db.progress.Chunk;
import io.penstock.db.progress.Reports;
import io.penstock.db.progress.Reports.Report;
import io.penstock.db.progress.Reports.Step;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submissions;
import io.penstock.db.submission.Terms;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ForgettingTest {

    private static final String SECRET = "{\"note\":\"for your eyes only\"}";
    private static final Terms AT_ONCE = Terms.DEFAULT.forgetAfter(Duration.ZERO);

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final Gates gates = new Gates(test.database());
    private final Forgetting forgetting = new Forgetting(test.jdbi());
    private final int worker = WorkerRows.in(test.database()).alive();

    @AutoClose
    private final Submissions submissions = new Submissions(test.jdbi(), gates, lane -> {});

    @AutoClose
    private final Settlements settlements = new Settlements(test.jdbi());

    private Claim running(Terms terms) {
        var job = Submission.of(1, Probe.KIND, SECRET, terms);
        submissions.submitAll(List.of(job));
        gates.take(Lane.HTTP, 10);
        var claim = new Claims(test.database())
                .claim(worker, List.of(new Offer(job.id(), 0)))
                .getFirst();
        new Reports(test.database())
                .write(List.of(new Report(claim, new Step(1, 2L, SECRET), List.of(new Chunk(1, 1, SECRET)))));
        return claim;
    }

    private JobId end(Claim claim, Outcome outcome) {
        settlements.finish(new Settlement(claim, outcome)).join();
        return claim.id();
    }

    private JobId succeeded(Terms terms) {
        return end(running(terms), new Outcome.Succeeded(JsonText.of(SECRET)));
    }

    /** How often the text is found in the rows of the job. */
    private int traces(JobId job) {
        return test.jdbi()
                .withHandle(handle -> handle.createQuery("""
                                SELECT (SELECT count(*) FROM job WHERE id = :id AND payload IS NOT NULL)
                                     + (SELECT count(*) FROM outcome WHERE id = :id AND result IS NOT NULL)
                                     + (SELECT count(*) FROM chunk WHERE job = :id)
                                     + (SELECT count(*) FROM progress WHERE job = :id AND note IS NOT NULL)""")
                        .bind("id", job.uuid())
                        .mapTo(Integer.class)
                        .one());
    }

    @Test
    void whatIsNotToBeKeptIsErasedAfterTheEnd() {
        var claim = running(AT_ONCE);
        assertThat(forgetting.look(10).erased()).as("while it runs").isZero();
        var job = end(claim, new Outcome.Succeeded(JsonText.of(SECRET)));
        assertThat(traces(job)).isEqualTo(4);

        assertThat(forgetting.look(10).erased()).isEqualTo(1);

        assertThat(traces(job)).isZero();
        assertThat(new Jobs(test.jdbi()).find(1, job).orElseThrow().state()).isEqualTo(State.SUCCEEDED);
        assertThat(new Results(test.jdbi()).find(1, job)).isInstanceOf(Result.Gone.class);
        assertThat(forgetting.look(10).erased()).as("once").isZero();
    }

    @Test
    void longTextsAreErasedToo() {
        var text = "{\"note\":\"" + "x".repeat(JsonText.LONGEST_INLINE) + "\"}";
        var job = Submission.of(1, Probe.KIND, text, AT_ONCE);
        submissions.submitAll(List.of(job));
        gates.take(Lane.HTTP, 10);
        var claim = new Claims(test.database())
                .claim(worker, List.of(new Offer(job.id(), 0)))
                .getFirst();
        end(claim, new Outcome.Succeeded(JsonText.of(text)));
        assertThat(asides()).isEqualTo(2);

        assertThat(forgetting.look(10).erased()).isEqualTo(1);

        assertThat(asides()).isZero();
        assertThat(new Results(test.jdbi()).find(1, job.id())).isInstanceOf(Result.Gone.class);
    }

    private int asides() {
        return test.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT (SELECT count(*) FROM payload_aside) + (SELECT count(*) FROM result_aside)")
                        .mapTo(Integer.class)
                        .one());
    }

    @Test
    void theOthersAreKept() {
        var plain = succeeded(Terms.DEFAULT);
        var later = succeeded(Terms.DEFAULT.forgetAfter(Duration.ofHours(1)));
        var failed = end(running(AT_ONCE), new Outcome.Unknown(new Failure("effect_unknown", "Nobody can tell.")));

        assertThat(forgetting.look(10).erased()).isZero();

        assertThat(traces(plain)).isEqualTo(4);
        assertThat(traces(later)).isEqualTo(4);
        assertThat(traces(failed)).as("whoever resolves it wants to see it").isEqualTo(3);
    }

    @Test
    void manyAreLookedAtInTurn() {
        for (int i = 0; i < 3; i++) {
            running(AT_ONCE);
        }
        var last = succeeded(AT_ONCE);

        assertThat(forgetting.look(2)).isEqualTo(new Forgetting.Look(0, false));
        assertThat(forgetting.look(3)).isEqualTo(new Forgetting.Look(1, true));
        assertThat(traces(last)).isZero();
    }

    private String textOf(String sql, JobId job) {
        return test.jdbi()
                .withHandle(handle -> handle.createQuery(sql)
                        .bind("id", job.uuid())
                        .mapTo(String.class)
                        .one());
    }

    @Test
    void whatAnAttemptSaidIsErasedAndWhatItMeantIsKept() {
        var failure = new Failure("provider_refused", SECRET);
        var job = end(running(AT_ONCE), new Outcome.Failed(failure, FailureClass.PERMANENT));
        var group = new Jobs(test.jdbi()).find(1, job).orElseThrow().errorGroup();

        assertThat(forgetting.look(10).erased()).isEqualTo(1);

        var kept = new Jobs(test.jdbi()).find(1, job).orElseThrow();
        assertThat(kept.failure()).isEqualTo(new Failure("provider_refused", "The message was not to be kept."));
        assertThat(kept.attempts()).singleElement().satisfies(attempt -> {
            assertThat(attempt.failure()).isEqualTo(kept.failure());
            assertThat(attempt.failureClass()).isEqualTo(FailureClass.PERMANENT);
            assertThat(new ErrorGroupId(attempt.fingerprint())).isEqualTo(group).isEqualTo(kept.errorGroup());
        });
    }

    @Test
    void aReceiptIsErasedAndThatThereWasOneIsKept() {
        var claim = running(AT_ONCE);
        var effects = new Effects(test.jdbi());
        effects.begin(claim, "mail-1");
        effects.receive(claim, "mail-1", SECRET);
        var job = end(claim, new Outcome.Succeeded(JsonText.of("{}")));

        assertThat(forgetting.look(10).erased()).isEqualTo(1);

        assertThat(effects.receipt(job, "mail-1")).contains("null");
        assertThat(textOf("SELECT count(receipt) || ' ' || count(receipt_at) FROM effect WHERE job = :id", job))
                .isEqualTo("1 1");
    }

    @Test
    void toWhomItWroteIsErasedAndNotLearnedAnew() {
        var mails = new Mails(test.jdbi());
        var job = succeeded(AT_ONCE);
        var told = new Note(job, 1, "ada@example.com", MailState.DELIVERED, null, Instant.now());
        mails.note(List.of(told));
        assertThat(mails.of(1, job, Set.of(), "", 10)).hasSize(1);

        assertThat(forgetting.look(10).erased()).isEqualTo(1);
        assertThat(mails.of(1, job, Set.of(), "", 10)).isEmpty();
        mails.note(List.of(told));

        assertThat(mails.of(1, job, Set.of(), "", 10)).isEmpty();
    }
}
