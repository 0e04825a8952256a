package io.penstock.scheduler.analysis;

import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.db.artifact.Artifact.Declared;
import io.penstock.db.artifact.Artifacts;
import io.penstock.db.artifact.NewArtifact;
import io.penstock.scheduler.errand.GaveUp;
import io.penstock.store.Filled;
import io.penstock.store.Shelf;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** The artifacts that an analysis reads and makes, all its tenant's. */
final class Shelves {

    /** What only the analysis itself needs goes with its end; this is for when it is not there to see to that. */
    private static final Duration BETWEEN_STEPS = Duration.ofDays(30);

    private final Artifacts artifacts;
    private final Shelf shelf;
    private final Duration keep;

    /** @param keep for how long reports are kept */
    Shelves(Artifacts artifacts, Shelf shelf, Duration keep) {
        this.artifacts = artifacts;
        this.shelf = shelf;
        this.keep = keep;
    }

    InputStream open(Work work, ArtifactId id) {
        var content = artifacts
                .find(work.hold().tenant(), id)
                .map(artifact -> artifact.content())
                .orElseThrow(() -> new GaveUp("artifact_gone", "The artifact " + id + " is not there any more."));
        return shelf.open(id, content, 0, content.bytes());
    }

    /** Something that a later step needs. */
    ArtifactId lay(Work work, String name, String type, InputStream content) throws IOException {
        return put(work, name, type, BETWEEN_STEPS, content);
    }

    ArtifactId keep(Work work, String name, String type, InputStream content) throws IOException {
        return put(work, name, type, keep, content);
    }

    private ArtifactId put(Work work, String name, String type, Duration time, InputStream content) throws IOException {
        var what = new NewArtifact(work.hold().id() + "-" + name, type, Declared.NOTHING, time);
        return switch (shelf.fill(shelf.begin(work.hold().tenant(), what), content)) {
            case Filled.Ready(var ready) -> ready.id();
            case Filled.TooLarge(var most) ->
                throw new GaveUp("artifact_too_large", "%s has more than %d bytes.".formatted(name, most));
            case Filled.OverQuota over ->
                throw new GaveUp(
                        "quota_exceeded",
                        "The tenant's artifacts have %d of %d bytes, which leaves no room for %s. Delete some and begin it anew."
                                .formatted(over.used(), over.allowed(), name));
            case Filled other -> throw new IOException("An artifact was not stored: " + other);
        };
    }

    void remove(Work work, ArtifactId id) {
        shelf.remove(work.hold().tenant(), id, true);
    }
}
