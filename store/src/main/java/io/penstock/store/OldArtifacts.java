package io.penstock.store;

import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.db.artifact.Removals;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Artifacts whose time is over, uploads that never came to an end, and removals that somebody else began. */
public final class OldArtifacts {

    /** No upload takes longer. */
    static final Duration UPLOAD = Duration.ofDays(1);

    private final Removals removals;
    private final Shelf shelf;

    public OldArtifacts(Removals removals, Shelf shelf) {
        this.removals = removals;
        this.shelf = shelf;
    }

    /** Removes so many of each at most; how many there were. */
    public int prune(int most) {
        return shelf.delete(marked(most));
    }

    private List<ArtifactId> marked(int most) {
        return Stream.concat(removals.expired(most).stream(), removals.unfinished(UPLOAD, most).stream())
                .distinct()
                .toList();
    }
}
