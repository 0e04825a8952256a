package io.penstock.db.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.catalog.http.HttpRequest;
import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.probe.Probe;
import io.penstock.db.gate.Gates;
import io.penstock.db.job.JobId;
import io.penstock.db.retention.UniqueWindows;
import io.penstock.db.submission.Submission.IdempotencyKey;
import io.penstock.db.submission.Submitted.Created;
import io.penstock.db.submission.Submitted.Deduplicated;
import io.penstock.db.submission.Submitted.Duplicate;
import io.penstock.db.submission.Terms.Unique;
import io.penstock.db.tenant.ApiKey;
import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class UniqueTest {

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    @AutoClose
    private final Submissions submissions = new Submissions(test.jdbi(), new Gates(test.database()), lane -> {});

    private static Submission unique(String key) {
        return unique(1, Probe.KIND, key, false, null);
    }

    private static Submission unique(
            int tenant, Kind<?, ?> kind, String key, boolean perKind, @Nullable Duration window) {
        return Submission.of(tenant, kind, "{}", Terms.DEFAULT.unique(new Unique(key, perKind, window)));
    }

    private Submitted submit(Submission submission) {
        return submissions.submit(submission);
    }

    private void end(JobId id) {
        test.jdbi().useHandle(handle -> handle.execute("DELETE FROM live WHERE id = ?", id.uuid()));
    }

    private int jobs() {
        return test.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT count(*) FROM job")
                        .mapTo(Integer.class)
                        .one());
    }

    @Test
    void whileTheFirstIsUnfinishedItStandsIn() {
        var first = unique("nightly");
        assertThat(submit(first)).isInstanceOf(Created.class);
        assertThat(submit(unique("nightly"))).isEqualTo(new Deduplicated(first.id()));
        assertThat(submit(unique("weekly"))).isInstanceOf(Created.class);
        assertThat(jobs()).isEqualTo(2);
    }

    @Test
    void whenItHasEndedTheNextIsMade() {
        var first = unique("nightly");
        submit(first);
        end(first.id());
        var second = unique("nightly");
        assertThat(submit(second)).isInstanceOf(Created.class);
        assertThat(submit(unique("nightly"))).isEqualTo(new Deduplicated(second.id()));
    }

    @Test
    void withAWindowItStandsInAfterItsEndTooUntilTheWindowCloses() {
        var first = unique(1, Probe.KIND, "nightly", false, Duration.ofHours(1));
        submit(first);
        end(first.id());
        assertThat(submit(unique("nightly"))).isEqualTo(new Deduplicated(first.id()));
        test.jdbi().useHandle(handle -> handle.execute("UPDATE uniqueness SET until = now()"));
        assertThat(submit(unique("nightly"))).isInstanceOf(Created.class);
    }

    @Test
    void aKeyOfAKindIsNotAnotherKindsNorTheTenants() {
        assertThat(submissions.submitAll(List.of(
                        unique(1, Probe.KIND, "a", true, null),
                        unique(1, HttpRequest.KIND, "a", true, null),
                        unique(1, Probe.KIND, "a", false, null),
                        unique(2, Probe.KIND, "a", false, null))))
                .allSatisfy(answer -> assertThat(answer).isInstanceOf(Created.class));
    }

    @Test
    void ofSeveralInOneTransactionTheFirstIsMade() {
        var first = unique("nightly");
        assertThat(submissions.submitAll(List.of(first, unique("nightly"), unique("nightly"))))
                .extracting(Submitted::id)
                .containsOnly(first.id());
        var later = List.of(unique("nightly"), unique("nightly"));
        assertThat(submissions.submitAll(later))
                .containsExactly(new Deduplicated(first.id()), new Deduplicated(first.id()));
        assertThat(jobs()).isEqualTo(1);
    }

    @Test
    void manyAtOnceMakeOne() {
        var answers = AtOnce.call(
                16, i -> submissions.submitAll(List.of(unique("nightly"))).getFirst());
        assertThat(answers).filteredOn(Created.class::isInstance).hasSize(1);
        assertThat(answers)
                .extracting(Submitted::id)
                .containsOnly(answers.getFirst().id());
        assertThat(jobs()).isEqualTo(1);
    }

    @Test
    void whoWaitedForTheHolderSeesItsJob() {
        var first = unique("nightly");
        var waiting = test.jdbi().inTransaction(handle -> {
            submissions.submit(handle, List.of(first));
            var second = AtOnce.start(() -> submit(unique("nightly")));
            await().until(() -> test.jdbi()
                    .withHandle(h -> h.createQuery(
                                    "SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
                            .mapTo(Boolean.class)
                            .one()));
            return second;
        });
        assertThat(waiting.join()).isEqualTo(new Deduplicated(first.id()));
    }

    @Test
    void anIdempotencyKeyLeadsToTheJobThatStoodIn() {
        var first = unique("nightly");
        submit(first);
        var keyed = unique("nightly").with(new IdempotencyKey("order-1", ApiKey.hash("a")));
        assertThat(submit(keyed)).isEqualTo(new Deduplicated(first.id()));
        assertThat(submit(unique("nightly").with(new IdempotencyKey("order-1", ApiKey.hash("a")))))
                .isEqualTo(new Duplicate(first.id(), true));
    }

    @Test
    void whatHoldsNothingBackIsPruned() {
        submit(unique(1, Probe.KIND, "closed", false, Duration.ofHours(1)));
        submit(unique(1, Probe.KIND, "open", false, Duration.ofHours(1)));
        submit(unique("unfinished"));
        var ended = unique("ended");
        submit(ended);
        end(ended.id());
        test.jdbi().useHandle(handle -> {
            handle.execute("UPDATE uniqueness SET until = now() WHERE key = 'closed'");
            handle.execute("UPDATE uniqueness SET job = '01990000-0000-7000-8000-000000000000' WHERE key = 'ended'");
        });
        assertThat(new UniqueWindows(test.jdbi()).prune(100)).isEqualTo(2);
        assertThat(submit(unique("open"))).isInstanceOf(Deduplicated.class);
        assertThat(submit(unique("unfinished"))).isInstanceOf(Deduplicated.class);
    }
}
