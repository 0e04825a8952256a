package io.penstock.db.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.catalog.probe.Probe;
import io.penstock.db.artifact.Artifact.Content;
import io.penstock.db.artifact.Artifact.Declared;
import io.penstock.db.artifact.ArtifactUses.ArtifactGone;
import io.penstock.db.artifact.ArtifactUses.Use;
import io.penstock.db.gate.Gates;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Uuid7;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submissions;
import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ArtifactUsesTest {

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final Deposits deposits = new Deposits(test.jdbi());
    private final Removals removals = new Removals(test.jdbi());
    private final Artifacts artifacts = new Artifacts(test.jdbi());

    @AutoClose
    private final Submissions submissions = new Submissions(test.jdbi(), new Gates(test.database()), lane -> {});

    private ArtifactId begun() {
        return deposits.begin(1, new NewArtifact("a", "text/plain", Declared.NOTHING, Duration.ofDays(1)))
                .id();
    }

    private ArtifactId ready() {
        var id = begun();
        deposits.finish(artifacts.find(1, id).orElseThrow(), new Content("o", 1, "ab".repeat(32)), 1 << 20);
        return id;
    }

    private static Submission referringTo(ArtifactId... ids) {
        return Submission.of(1, Probe.KIND, "{}").referringTo(List.of(ids));
    }

    private void end(JobId job) {
        test.jdbi().useHandle(handle -> handle.execute("DELETE FROM live WHERE id = ?", job.uuid()));
    }

    private void letExpire(ArtifactId id) {
        test.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE artifact SET expires_at = now() - interval '1 second' WHERE id = ?", id.uuid()));
    }

    private int count(String table) {
        return test.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT count(*) FROM " + table)
                        .mapTo(Integer.class)
                        .one());
    }

    @Test
    void whatAnUnfinishedJobRefersToIsNotRemoved() {
        var id = ready();
        var job = submissions.submit(referringTo(id)).id();

        assertThat(removals.mark(1, id, false)).isEqualTo(new Removal.InUse(List.of(job)));
        assertThat(artifacts.find(1, id)).isPresent();
        end(job);
        assertThat(removals.mark(1, id, false)).isEqualTo(new Removal.Marked());
        assertThat(artifacts.find(1, id)).isEmpty();
        assertThat(removals.mark(1, id, false)).isEqualTo(new Removal.NotFound());
    }

    @Test
    void whoInsistsRemovesItAllTheSame() {
        var id = ready();
        submissions.submit(referringTo(id));

        assertThat(removals.mark(1, id, true)).isEqualTo(new Removal.Marked());
        removals.done(List.of(id));
        assertThat(count("artifact")).isZero();
        assertThat(count("artifact_use")).isZero();
    }

    @Test
    void nobodyRemovesAnothersArtifact() {
        assertThat(removals.mark(2, ready(), true)).isEqualTo(new Removal.NotFound());
    }

    @Test
    void whatHasExpiredIsRemovedWhenNoUnfinishedJobRefersToIt() {
        var used = ready();
        var free = ready();
        var fresh = ready();
        var job = submissions.submit(referringTo(used)).id();
        List.of(used, free).forEach(this::letExpire);

        assertThat(removals.expired(10)).containsExactly(free);
        assertThat(removals.expired(10)).isEmpty();
        end(job);
        assertThat(removals.expired(10)).containsExactly(used);
        assertThat(artifacts.find(1, fresh)).isPresent();
    }

    @Test
    void soManyAreRemovedAtATime() {
        for (int i = 0; i < 3; i++) {
            letExpire(ready());
        }
        assertThat(removals.expired(2)).hasSize(2);
        assertThat(removals.expired(2)).hasSize(1);
    }

    @Test
    void anUploadThatDoesNotEndIsRemoved() {
        var old = begun();
        var young = begun();
        test.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE artifact SET created_at = now() - interval '25 hours' WHERE id = ?", old.uuid()));

        assertThat(removals.unfinished(Duration.ofDays(1), 10)).containsExactly(old);
        assertThat(artifacts.find(1, young)).isPresent();
        assertThat(removals.unfinished(Duration.ofDays(1), 10))
                .as("until it is done")
                .containsExactly(old);
        removals.done(List.of(old));
        assertThat(removals.unfinished(Duration.ofDays(1), 10)).isEmpty();
    }

    @Test
    void aJobIsNotSubmittedWithoutItsArtifact() {
        var gone = ready();
        removals.mark(1, gone, false);

        for (var id : List.of(gone, begun(), new ArtifactId(Uuid7.next()))) {
            assertThatThrownBy(() -> submissions.submit(referringTo(ready(), id)))
                    .isInstanceOf(ArtifactGone.class);
        }
        assertThatThrownBy(() ->
                        submissions.submit(Submission.of(2, Probe.KIND, "{}").referringTo(List.of(ready()))))
                .as("another tenant's")
                .isInstanceOf(ArtifactGone.class);
        assertThat(count("job")).isZero();
        assertThat(count("artifact_use")).isZero();
    }

    @Test
    void aJobWithoutArtifactsDoesNotLookForAny() {
        test.jdbi().useHandle(handle -> handle.execute("ALTER TABLE artifact RENAME TO artifact_away"));
        assertThat(submissions.submit(referringTo()).id()).isNotNull();
        test.jdbi().useHandle(handle -> handle.execute("ALTER TABLE artifact_away RENAME TO artifact"));
    }

    @Test
    void aRemovalSeesTheJobThatWasSubmittedWhileItWaited() {
        var id = ready();
        var job = JobId.next();
        test.jdbi().useTransaction(handle -> {
            ArtifactUses.note(handle, List.of(new Use(id, 1, job)));
            handle.execute("""
                    INSERT INTO live (id, tenant, gate, kind, state, priority, max_attempts, place)
                    SELECT ?, 1, id, 'probe', 'queued', 5, 5, 1 FROM gate WHERE lane = 'http' AND limits = '{}'""", job.uuid());
            var removal = AtOnce.start(() -> removals.mark(1, id, false));
            test.awaitWaiter();
            handle.commit();
            assertThat(removal.join()).isEqualTo(new Removal.InUse(List.of(job)));
        });
    }
}
