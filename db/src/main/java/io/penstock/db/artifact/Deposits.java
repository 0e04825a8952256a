package io.penstock.db.artifact;

import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.db.artifact.Artifact.Content;
import io.penstock.db.artifact.Deposited.Gone;
import io.penstock.db.artifact.Deposited.Late;
import io.penstock.db.artifact.Deposited.LeaseLost;
import io.penstock.db.artifact.Deposited.OverQuota;
import io.penstock.db.artifact.Deposited.Ready;
import io.penstock.db.claim.Claim;
import io.penstock.db.job.Uuid7;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Bringing an artifact in: its row before the first byte, and what its bytes came to when all of them are in the store. */
public final class Deposits {

    private static final String BEGIN = """
            INSERT INTO artifact (id, tenant, name, content_type, declared_bytes, declared_sha256, made_by, expires_at)
            VALUES (:id, :tenant, :name, :type, :bytes, decode(:sha256, 'hex'), :job, now() + make_interval(secs => :keep))
            ON CONFLICT (made_by, name) WHERE made_by IS NOT NULL AND state <> 'removing' DO NOTHING
            RETURNING\s""" + Artifact.COLUMNS;

    private static final String KEPT = "SELECT " + Artifact.COLUMNS + """
            FROM artifact WHERE made_by = :job AND name = :name AND state <> 'removing'""";

    /** Until the transaction is over, the job can neither be rescued nor end. */
    private static final String MINE = """
            SELECT FROM live WHERE id = :job AND attempt = :attempt AND worker = :worker AND state = 'running' FOR NO KEY UPDATE""";

    private static final String LOCK = "SELECT " + Artifact.COLUMNS + """
            FROM artifact WHERE id = :id AND state <> 'removing' FOR UPDATE""";

    private static final String MAKE_SPACE =
            "INSERT INTO artifact_space (tenant, used) VALUES (:tenant, 0) ON CONFLICT DO NOTHING";

    /** Nothing when there is no room for it. Whoever else of the tenant has something to add waits here. */
    private static final String TAKE_SPACE = """
            UPDATE artifact_space SET used = used + :more WHERE tenant = :tenant AND (:more <= 0 OR used + :more <= :quota)""";

    private static final String QUOTA =
            "SELECT coalesce((SELECT artifact_bytes FROM tenant WHERE id = :tenant), :usual)";

    private static final String USED = "SELECT coalesce((SELECT used FROM artifact_space WHERE tenant = :tenant), 0)";

    private static final String FINISH = """
            UPDATE artifact SET state = 'ready', object = :object, bytes = :bytes, sha256 = decode(:sha256, 'hex'), content_type = :type
            WHERE id = :id RETURNING\s""" + Artifact.COLUMNS;

    private final Jdbi jdbi;

    public Deposits(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    public Artifact begin(int tenant, NewArtifact what) {
        return jdbi.withHandle(handle -> insert(handle, tenant, what, null).orElseThrow());
    }

    /** For an attempt: the one of this name that its job has already, or a new one; nothing when the job is no longer this attempt's. */
    public Optional<Artifact> begin(Claim claim, NewArtifact what) {
        return jdbi.inTransaction(handle -> isMine(handle, claim)
                ? insert(handle, claim.tenant(), what, claim).or(() -> kept(handle, claim, what.name()))
                : Optional.empty());
    }

    private static Optional<Artifact> insert(Handle handle, int tenant, NewArtifact what, @Nullable Claim claim) {
        return handle.createQuery(BEGIN)
                .bind("id", new ArtifactId(Uuid7.next()).uuid())
                .bind("tenant", tenant)
                .bind("name", what.name())
                .bind("type", what.contentType())
                .bind("bytes", what.declared().bytes())
                .bind("sha256", what.declared().sha256())
                .bind("job", claim == null ? null : claim.id().uuid())
                .bind("keep", (double) what.keep().toSeconds())
                .map((row, context) -> Artifact.of(row))
                .findOne();
    }

    private static Optional<Artifact> kept(Handle handle, Claim claim, String name) {
        return handle.createQuery(KEPT)
                .bind("job", claim.id().uuid())
                .bind("name", name)
                .map((row, context) -> Artifact.of(row))
                .findOne();
    }

    private static boolean isMine(Handle handle, Claim claim) {
        return handle.createQuery(MINE)
                .bind("job", claim.id().uuid())
                .bind("attempt", claim.attempt())
                .bind("worker", claim.worker())
                .map((row, context) -> true)
                .findOne()
                .isPresent();
    }

    /** What the tenant's may have together: so much, unless it has a quota of its own. */
    public long quota(int tenant, long usual) {
        return jdbi.withHandle(handle -> handle.createQuery(QUOTA)
                .bind("tenant", tenant)
                .bind("usual", usual)
                .mapTo(Long.class)
                .one());
    }

    /** What the tenant's ready ones have together. */
    public long used(int tenant) {
        return jdbi.withHandle(handle -> used(handle, tenant));
    }

    private static long used(Handle handle, int tenant) {
        return handle.createQuery(USED).bind("tenant", tenant).mapTo(Long.class).one();
    }

    /** The first who says so makes it ready, if the tenant's quota has room for it. */
    public Deposited finish(Artifact artifact, Content content, long quota) {
        return jdbi.inTransaction(handle -> switch (locked(handle, artifact)) {
            case null -> new Gone();
            case Artifact one when one.content() != null -> new Late(one);
            case Artifact one -> finish(handle, one, content, one.contentType(), quota);
        });
    }

    /** What an earlier attempt has kept under the name is replaced. */
    public Deposited finish(Claim claim, Artifact artifact, String type, Content content, long quota) {
        return jdbi.inTransaction(handle -> {
            if (!isMine(handle, claim)) {
                return new LeaseLost();
            }
            var one = locked(handle, artifact);
            return one == null ? new Gone() : finish(handle, one, content, type, quota);
        });
    }

    private static @Nullable Artifact locked(Handle handle, Artifact artifact) {
        return handle.createQuery(LOCK)
                .bind("id", artifact.id().uuid())
                .map((row, context) -> Artifact.of(row))
                .findOne()
                .orElse(null);
    }

    private static Deposited finish(Handle handle, Artifact one, Content content, String type, long quota) {
        var before = one.content();
        handle.createUpdate(MAKE_SPACE).bind("tenant", one.tenant()).execute();
        int taken = handle.createUpdate(TAKE_SPACE)
                .bind("tenant", one.tenant())
                .bind("more", content.bytes() - (before == null ? 0 : before.bytes()))
                .bind("quota", quota)
                .execute();
        if (taken == 0) {
            return new OverQuota(used(handle, one.tenant()));
        }
        var ready = handle.createQuery(FINISH)
                .bind("id", one.id().uuid())
                .bind("object", content.object())
                .bind("bytes", content.bytes())
                .bind("sha256", content.sha256())
                .bind("type", type)
                .map((row, context) -> Artifact.of(row))
                .one();
        return new Ready(ready, before);
    }
}
