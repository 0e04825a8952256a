package io.penstock.db.aside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.catalog.json.Json;
import io.penstock.catalog.probe.Probe;
import io.penstock.db.claim.Claim;
import io.penstock.db.claim.Claims;
import io.penstock.db.claim.Claims.Offer;
import io.penstock.db.claim.Finish;
import io.penstock.db.claim.Outcome.Succeeded;
import io.penstock.db.claim.Settlements;
import io.penstock.db.claim.Settlements.Settlement;
import io.penstock.db.control.Resolutions;
import io.penstock.db.gate.Gates;
import io.penstock.db.job.JobId;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submission.IdempotencyKey;
import io.penstock.db.submission.Submissions;
import io.penstock.db.submission.Submitted;
import io.penstock.db.tenant.ApiKey;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.LiveRow;
import io.penstock.db.testing.TestClaim;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class AsidesTest {

    private static final String LONG = json(300 << 10);

    @AutoClose
    private static final TestDatabase TEST = TestDatabase.fresh();

    @AutoClose
    private final Submissions submissions = new Submissions(TEST.jdbi(), new Gates(TEST.database()), lane -> {});

    @AutoClose
    private final Settlements settlements = new Settlements(TEST.jdbi());

    private final Results results = new Results(TEST.jdbi());
    private final int worker = WorkerRows.in(TEST.database()).alive();

    /** A string of so many bytes as JSON that compresses badly. */
    private static String json(int bytes) {
        var random = new byte[bytes / 4 * 3 + 3];
        new Random(bytes).nextBytes(random);
        var text = Base64.getEncoder().encodeToString(random);
        return '"' + text.substring(0, bytes - 2) + '"';
    }

    private static int count(String table, JobId id) {
        return TEST.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT count(*) FROM %s WHERE job = :id".formatted(table))
                        .bind("id", id.uuid())
                        .mapTo(Integer.class)
                        .one());
    }

    private static String text(InputStream in) throws IOException {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Claim running() {
        var id = JobRows.in(TEST.database()).running().worker(worker).insert();
        return claim(id, 1);
    }

    private Claim claim(JobId id, int attempt) {
        return TestClaim.of(id, attempt, worker);
    }

    @Test
    void aLongPayloadIsStoredWithItsJob() throws IOException {
        var submission = Submission.of(1, Probe.KIND, LONG);
        assertThat(submissions.submit(submission)).isInstanceOf(Submitted.Created.class);
        TEST.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE live SET state = 'dispatched' WHERE id = ?",
                        submission.id().uuid()));

        var claimed = new Claims(TEST.database()).claim(worker, List.of(new Offer(submission.id(), 0)));

        assertThat(claimed).singleElement().extracting(Claim::payload).isNull();
        assertThat(Asides.PAYLOADS.length(TEST.jdbi(), submission.id())).hasValue(LONG.length());
        var loaded = Asides.PAYLOADS.load(TEST.jdbi(), submission.id()).orElseThrow();
        assertThat(loaded.length()).isEqualTo(LONG.length());
        assertThat(text(loaded.open())).isEqualTo(LONG);
    }

    @Test
    void shortAndLongOnesAreSubmittedTogether() {
        var batch = List.of(
                Submission.of(1, Probe.KIND, "{}"),
                Submission.of(1, Probe.KIND, LONG),
                Submission.of(1, Probe.KIND, "{}"));
        submissions.submitAll(batch);
        assertThat(batch).extracting(s -> count("payload_aside", s.id())).containsExactly(0, 1, 0);
    }

    @Test
    void aRequestThatIsSentAgainIsNotStoredAgain() {
        var key = new IdempotencyKey("once", ApiKey.hash("a"));
        var first = Submission.of(1, Probe.KIND, LONG).with(key);
        var second = Submission.of(1, Probe.KIND, LONG).with(key);
        submissions.submit(first);
        assertThat(submissions.submit(second)).isEqualTo(new Submitted.Duplicate(first.id(), false));
        assertThat(count("payload_aside", first.id())).isEqualTo(1);
        assertThat(count("payload_aside", second.id())).isZero();
    }

    /** 64 MiB, whose pieces are many, and none of it left out. */
    @Test
    void theLongestTextComesBackAsItWas() throws Exception {
        var id = JobRows.in(TEST.database()).queued().insert();
        var json = json(Json.LONGEST);
        var hash = MessageDigest.getInstance("SHA-256").digest(json.getBytes(StandardCharsets.UTF_8));
        var text = (JsonText.Aside) JsonText.of(json);
        TEST.jdbi().useHandle(handle -> Asides.PAYLOADS.write(handle, id, text));

        var read = MessageDigest.getInstance("SHA-256");
        try (var in = new DigestInputStream(Asides.PAYLOADS.open(TEST.jdbi(), id), read)) {
            assertThat(in.transferTo(java.io.OutputStream.nullOutputStream())).isEqualTo(Json.LONGEST);
        }

        assertThat(read.digest()).isEqualTo(hash);
    }

    @Test
    void aTextThatIsGoneIsNotTakenForAShortOne() throws IOException {
        var id = JobRows.in(TEST.database()).queued().insert();
        var text = (JsonText.Aside) JsonText.of(json(4 << 20));
        TEST.jdbi().useHandle(handle -> Asides.PAYLOADS.write(handle, id, text));
        try (var in = Asides.PAYLOADS.open(TEST.jdbi(), id)) {
            assertThat(in.readNBytes(1000)).hasSize(1000);
            TEST.jdbi().useHandle(handle -> handle.execute("DELETE FROM payload_aside WHERE job = ?", id.uuid()));
            assertThatThrownBy(in::readAllBytes).hasMessageContaining("is gone");
        }
        assertThat(Asides.PAYLOADS.load(TEST.jdbi(), id)).isEmpty();
        assertThat(Asides.PAYLOADS.length(TEST.jdbi(), id)).isEmpty();
    }

    @Test
    void aLongResultIsStoredWithItsOutcome() throws IOException {
        var claim = running();
        assertThat(settlements.finish(claim, new Succeeded(LONG)).join()).isInstanceOf(Finish.Recorded.class);
        assertThat(results.find(1, claim.id())).isEqualTo(new Result.Aside(LONG.length()));
        assertThat(results.find(2, claim.id())).isEqualTo(new Result.None());
        assertThat(text(results.open(claim.id()))).isEqualTo(LONG);
    }

    @Test
    void theLongResultOfAStaleAttemptIsDropped() {
        var current = running();
        var stale = claim(current.id(), 2);
        assertThat(settlements.finishAll(List.of(
                        new Settlement(stale, new Succeeded(LONG)), new Settlement(running(), new Succeeded("{}")))))
                .hasExactlyElementsOfTypes(Finish.LeaseLost.class, Finish.Recorded.class);
        assertThat(count("result_aside", current.id())).isZero();
    }

    @Test
    void aResolutionMayBringALongResult() {
        var id = JobRows.in(TEST.database()).outcomeUnknown().insert();
        var resolved = new Resolutions(TEST.jdbi()).resolve(1, id, true, "I looked.", JsonText.of(LONG));
        assertThat(resolved).isInstanceOf(Resolutions.Resolution.Resolved.class);
        assertThat(results.find(1, id)).isEqualTo(new Result.Aside(LONG.length()));
        assertThat(new Resolutions(TEST.jdbi()).resolve(1, id, true, "Again.", JsonText.of(LONG)))
                .isInstanceOf(Resolutions.Resolution.NotUnknown.class);
    }

    @Test
    void aLongTextAndWhatItBelongsToAreStoredTogetherOrNotAtAll() {
        try (var own = TestDatabase.fresh();
                var submitting = new Submissions(own.jdbi(), new Gates(own.database()), lane -> {});
                var settling = new Settlements(own.jdbi())) {
            own.jdbi().useHandle(handle -> {
                handle.execute("ALTER TABLE payload_aside ADD CONSTRAINT none CHECK (length < 0)");
                handle.execute("ALTER TABLE result_aside ADD CONSTRAINT none CHECK (length < 0)");
            });
            var submission = Submission.of(1, Probe.KIND, LONG);
            assertThatThrownBy(() -> submitting.submit(submission)).hasMessageContaining("none");
            assertThat(LiveRow.find(own.database(), submission.id())).isEmpty();

            int itsWorker = WorkerRows.in(own.database()).alive();
            var id = JobRows.in(own.database()).running().worker(itsWorker).insert();
            var claim = TestClaim.of(id, 1, itsWorker);
            assertThat(settling.finish(claim, new Succeeded(LONG))).isCompletedExceptionally();
            assertThat(LiveRow.of(own.database(), id).state()).isEqualTo("running");
        }
    }

    /** Compressed once is enough, and a piece can only be cut out of what Postgres did not compress. */
    @Test
    void postgresStoresTheBytesAsTheyAre() {
        var storages = TEST.jdbi()
                .withHandle(
                        handle -> handle.createQuery("""
                        SELECT DISTINCT attstorage::text FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
                        WHERE attname = 'bytes' AND relname ~ '^(payload|result)_aside' AND relkind IN ('r', 'p')""").mapTo(String.class).list());
        assertThat(storages).containsExactly("e");
    }
}
