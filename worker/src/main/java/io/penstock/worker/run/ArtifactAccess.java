package io.penstock.worker.run;

import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.db.artifact.Artifact.Declared;
import io.penstock.db.artifact.Artifacts;
import io.penstock.db.artifact.Deposits;
import io.penstock.db.artifact.NewArtifact;
import io.penstock.db.artifact.Removals;
import io.penstock.db.claim.Claim;
import io.penstock.store.ArtifactSettings;
import io.penstock.store.Filled;
import io.penstock.store.Shelf;
import io.penstock.store.Store;
import io.penstock.store.StoreUnavailable;
import io.penstock.worker.handler.ArtifactRefused;
import io.penstock.worker.handler.JobArtifacts;
import io.penstock.worker.handler.LeaseLost;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;

/** Gives attempts what they may have of artifacts: to read their tenant's, and to keep what they make. */
public final class ArtifactAccess {

    private final Artifacts artifacts;
    private final Shelf shelf;
    private final Duration keep;

    /** @param keep for how long what they make is kept */
    public ArtifactAccess(Artifacts artifacts, Shelf shelf, Duration keep) {
        this.artifacts = artifacts;
        this.shelf = shelf;
        this.keep = keep;
    }

    public static ArtifactAccess of(Jdbi jdbi, ArtifactSettings settings) {
        var shelf = new Shelf(Store.of(settings, Map.of()), new Deposits(jdbi), new Removals(jdbi), settings);
        return new ArtifactAccess(new Artifacts(jdbi), shelf, settings.keep());
    }

    JobArtifacts of(Claim claim) {
        return new OfJob(claim);
    }

    private final class OfJob implements JobArtifacts {

        private final Claim claim;

        OfJob(Claim claim) {
            this.claim = claim;
        }

        @Override
        public Opened open(ArtifactId id) {
            var artifact = artifacts.find(claim.tenant(), id).orElseThrow(() -> gone(id));
            var content = artifact.content();
            if (content == null) {
                throw gone(id);
            }
            try {
                return new Opened(
                        artifact.name(),
                        artifact.contentType(),
                        content.bytes(),
                        shelf.open(id, content, 0, content.bytes()));
            } catch (StoreUnavailable e) {
                throw away();
            }
        }

        @Override
        public ArtifactId keep(String name, String contentType, InputStream content) throws IOException {
            var what = new NewArtifact(name, contentType, Declared.NOTHING, keep);
            Filled filled;
            try {
                filled = shelf.keep(claim, what, content);
            } catch (StoreUnavailable e) {
                throw away();
            }
            return switch (filled) {
                case Filled.Ready(var artifact) -> artifact.id();
                case Filled.LeaseLost lost -> throw new LeaseLost();
                case Filled.TooLarge(var most) ->
                    throw ArtifactRefused.permanent(
                            "artifact_too_large", "What the job makes has more than " + most + " bytes.");
                case Filled.OverQuota over ->
                    throw ArtifactRefused.retryable(
                            "quota_exceeded",
                            "The tenant's artifacts have %d of %d bytes, which leaves no room for what the job makes."
                                    .formatted(over.used(), over.allowed()));
                case Filled.Gone gone ->
                    throw ArtifactRefused.retryable("artifact_gone", "What the job makes was deleted meanwhile.");
                case Filled.OtherSize other -> throw new IllegalStateException("Nothing was declared");
                case Filled.OtherContent other -> throw new IllegalStateException("Nothing was declared");
            };
        }
    }

    private static ArtifactRefused gone(ArtifactId id) {
        return ArtifactRefused.permanent("artifact_gone", "The artifact " + id + " is not there any more.");
    }

    private static ArtifactRefused away() {
        return ArtifactRefused.retryable("store_unavailable", "The store of artifacts does not work.");
    }
}
