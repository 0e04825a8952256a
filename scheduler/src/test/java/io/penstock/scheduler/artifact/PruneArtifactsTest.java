package io.penstock.scheduler.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.db.artifact.Artifact.Declared;
import io.penstock.db.artifact.Deposits;
import io.penstock.db.artifact.NewArtifact;
import io.penstock.db.artifact.Removals;
import io.penstock.db.testing.TestDatabase;
import io.penstock.store.ArtifactSettings;
import io.penstock.store.OldArtifacts;
import io.penstock.store.Shelf;
import io.penstock.store.Store;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PruneArtifactsTest {

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void whatHasExpiredGoesAndTheRestWaits(@TempDir Path folder) throws IOException {
        var settings = ArtifactSettings.in(folder.toString());
        var removals = new Removals(test.jdbi());
        var shelf = new Shelf(Store.of(settings, Map.of()), new Deposits(test.jdbi()), removals, settings);
        for (int i = 0; i < 3; i++) {
            var artifact = shelf.begin(1, new NewArtifact("a", "a/b", Declared.NOTHING, Duration.ofDays(1)));
            shelf.fill(artifact, new ByteArrayInputStream(new byte[10]));
        }
        var prune = new PruneArtifacts(new OldArtifacts(removals, shelf), meters);
        assertThat(prune.runOnce()).isPositive();
        assertThat(left()).isEqualTo(3);
        test.jdbi()
                .useHandle(
                        handle -> handle.execute(
                                "UPDATE artifact SET expires_at = now() WHERE id <> (SELECT max(id::text)::uuid FROM artifact)"));

        prune.runOnce();

        assertThat(left()).isEqualTo(1);
        assertThat(meters.counter("penstock.artifacts.pruned").count()).isEqualTo(2);
    }

    private int left() {
        return test.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT count(*) FROM artifact")
                        .mapTo(Integer.class)
                        .one());
    }
}
