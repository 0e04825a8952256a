package io.penstock.store;

import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.db.artifact.Artifact;
import io.penstock.db.artifact.Artifact.Content;
import io.penstock.db.artifact.Deposited;
import io.penstock.db.artifact.Deposits;
import io.penstock.db.artifact.NewArtifact;
import io.penstock.db.artifact.Removal;
import io.penstock.db.artifact.Removals;
import io.penstock.db.claim.Claim;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Artifacts, their rows and their bytes together: a row is there before the first byte is stored, and goes when the last one has gone. So
 * whatever a crash leaves, a row tells of it.
 */
public final class Shelf {

    private final Store store;
    private final Deposits deposits;
    private final Removals removals;
    private final ArtifactSettings settings;

    public Shelf(Store store, Deposits deposits, Removals removals, ArtifactSettings settings) {
        this.store = store;
        this.deposits = deposits;
        this.removals = removals;
        this.settings = settings;
    }

    /** Begins an artifact whose bytes come later. */
    public Artifact begin(int tenant, NewArtifact what) {
        return deposits.begin(tenant, what);
    }

    /** Whether the tenant has room for so many bytes now; that it has none is final only when the bytes are there. */
    public Optional<Filled.OverQuota> refusal(int tenant, long bytes) {
        long used = deposits.used(tenant);
        long quota = quota(tenant);
        return used + bytes > quota ? Optional.of(new Filled.OverQuota(used, quota)) : Optional.empty();
    }

    /** Brings the bytes in. What is wrong with them is not kept; the artifact goes on waiting for others. */
    public Filled fill(Artifact artifact, InputStream content) throws IOException {
        return fill(artifact, content, bytes -> deposits.finish(artifact, bytes, quota(artifact.tenant())));
    }

    /** For an attempt; what an earlier one kept under the name is replaced. Nothing when the job is no longer this attempt's. */
    public Filled keep(Claim claim, NewArtifact what, InputStream content) throws IOException {
        var begun = deposits.begin(claim, what);
        return begun.isEmpty()
                ? new Filled.LeaseLost()
                : fill(
                        begun.get(),
                        content,
                        bytes -> deposits.finish(claim, begun.get(), what.contentType(), bytes, quota(claim.tenant())));
    }

    private Filled fill(Artifact artifact, InputStream content, Function<Content, Deposited> finish)
            throws IOException {
        long used = deposits.used(artifact.tenant());
        long quota = quota(artifact.tenant());
        long most = settings.most(quota - used);
        long declared = Objects.requireNonNullElse(artifact.declared().bytes(), most);
        return switch (store.put(artifact.id(), content, Math.min(most, declared))) {
            case Store.Put.TooLong tooLong when declared < most -> new Filled.OtherSize(declared);
            case Store.Put.TooLong tooLong
            when most < settings.maxBytes().toBytes() -> new Filled.OverQuota(used, quota);
            case Store.Put.TooLong tooLong ->
                new Filled.TooLarge(settings.maxBytes().toBytes());
            case Store.Put.Stored(var bytes) -> filled(artifact, bytes, finish);
        };
    }

    /** Takes over what a client has put into the store by itself; nothing if it has put nothing there. */
    public Optional<Filled> take(Artifact artifact) {
        return store.take(artifact.id(), settings.maxBytes().toBytes()).map(put -> switch (put) {
            case Store.Put.TooLong tooLong ->
                new Filled.TooLarge(settings.maxBytes().toBytes());
            case Store.Put.Stored(var bytes) ->
                filled(artifact, bytes, ready -> deposits.finish(artifact, ready, quota(artifact.tenant())));
        });
    }

    private Filled filled(Artifact artifact, Content content, Function<Content, Deposited> finish) {
        var wrong = wrong(artifact.declared(), content);
        if (wrong.isPresent()) {
            store.delete(artifact.id(), content.object());
            return wrong.get();
        }
        var deposited = finish.apply(content);
        if (!(deposited instanceof Deposited.Ready)) {
            store.delete(artifact.id(), content.object());
        }
        return switch (deposited) {
            case Deposited.Ready(var ready, var replaced) -> {
                if (replaced != null) {
                    store.delete(ready.id(), replaced.object());
                }
                yield new Filled.Ready(ready);
            }
            case Deposited.Late(var first) -> sameAs(first, content);
            case Deposited.OverQuota(var used) -> new Filled.OverQuota(used, quota(artifact.tenant()));
            case Deposited.Gone gone -> new Filled.Gone();
            case Deposited.LeaseLost lost -> new Filled.LeaseLost();
        };
    }

    private static Optional<Filled> wrong(Artifact.Declared declared, Content content) {
        var size = declared.bytes();
        if (size != null && size != content.bytes()) {
            return Optional.of(new Filled.OtherSize(size));
        }
        var hash = declared.sha256();
        return hash == null || hash.equals(content.sha256())
                ? Optional.empty()
                : Optional.of(new Filled.OtherContent());
    }

    /** To upload the same twice is to upload it. */
    private static Filled sameAs(Artifact first, Content content) {
        var ready = first.content();
        return ready != null && ready.sha256().equals(content.sha256())
                ? new Filled.Ready(first)
                : new Filled.OtherContent();
    }

    /** Where a client may put the bytes without passing by here, if the store has such a place. */
    public Optional<SignedUpload> signUpload(Artifact artifact, Duration validFor) {
        return store.signUpload(artifact, validFor);
    }

    /** Where anybody may read it without passing by here, if the store has such a place. */
    public Optional<SignedLink> signDownload(Artifact artifact, Content content, Duration validFor) {
        return store.signDownload(artifact, content, validFor);
    }

    /** @throws StoreUnavailable also when the bytes are not there */
    public InputStream open(ArtifactId id, Content content, long from, long length) {
        return store.open(id, content.object(), from, length);
    }

    /** @param force whether or not unfinished jobs refer to it */
    public Removal remove(int tenant, ArtifactId id, boolean force) {
        var removal = removals.mark(tenant, id, force);
        if (removal instanceof Removal.Marked) {
            delete(List.of(id));
        }
        return removal;
    }

    /** Removes at least those of these that it can before it fails. */
    int delete(List<ArtifactId> marked) {
        int gone = 0;
        try {
            for (var id : marked) {
                store.deleteAll(id);
                gone++;
            }
        } finally {
            removals.done(marked.subList(0, gone));
        }
        return gone;
    }

    private long quota(int tenant) {
        return deposits.quota(tenant, settings.quota().toBytes());
    }
}
