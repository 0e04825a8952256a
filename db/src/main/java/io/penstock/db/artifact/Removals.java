package io.penstock.db.artifact;

import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.db.artifact.Removal.InUse;
import io.penstock.db.artifact.Removal.Marked;
import io.penstock.db.artifact.Removal.NotFound;
import io.penstock.db.database.SqlArray;
import io.penstock.db.job.JobId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Removing artifacts, in two steps: it is marked, and from then on nobody sees it; when its bytes are gone from the store, so is its row.
 * A crash in between leaves a mark, and whoever comes by next goes on.
 */
public final class Removals {

    private static final int MOST_NAMED = 10;

    /** First the lock, then a look at the jobs in a statement of its own: it sees those that were submitted while this one waited. */
    private static final String LOCK =
            "SELECT id FROM artifact WHERE id = :id AND tenant = :tenant AND state <> 'removing' FOR UPDATE";

    private static final String JOBS = """
            SELECT job FROM artifact_use JOIN live ON live.id = ANY (ARRAY[artifact_use.job]) WHERE artifact = :id ORDER BY job LIMIT :most""";

    /** Once marked, its content is forgotten, so that its space is given back once. */
    private static final String MARK = """
            WITH marked AS (
                UPDATE artifact SET state = 'removing', object = NULL, bytes = NULL, sha256 = NULL
                WHERE id = ANY (:ids::uuid[]) AND (:force OR NOT EXISTS (
                    SELECT FROM artifact_use JOIN live ON live.id = ANY (ARRAY[artifact_use.job]) WHERE artifact_use.artifact = artifact.id))
                RETURNING artifact.id, artifact.tenant, old.bytes),
            freed AS (
                UPDATE artifact_space AS space SET used = space.used - gone.bytes
                FROM (SELECT tenant, sum(bytes) AS bytes FROM marked WHERE bytes IS NOT NULL GROUP BY tenant) AS gone
                WHERE space.tenant = gone.tenant)
            SELECT id FROM marked""";

    private static final String ONE_AT_A_TIME = "SELECT pg_try_advisory_xact_lock(hashtext('penstock.artifacts'))";

    private static final String EXPIRED = """
            SELECT id FROM artifact WHERE state = 'ready' AND expires_at <= now() AND NOT EXISTS (
                SELECT FROM artifact_use JOIN live ON live.id = ANY (ARRAY[artifact_use.job]) WHERE artifact_use.artifact = artifact.id)
            ORDER BY expires_at LIMIT :most FOR UPDATE SKIP LOCKED""";

    private static final String UNFINISHED = """
            SELECT id FROM artifact WHERE state <> 'ready' AND (state = 'removing' OR created_at < now() - make_interval(secs => :age))
            ORDER BY created_at LIMIT :most FOR UPDATE SKIP LOCKED""";

    private static final String DONE = "DELETE FROM artifact WHERE id = ANY (:ids::uuid[]) AND state = 'removing'";

    private final Jdbi jdbi;

    public Removals(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** @param force whether or not unfinished jobs refer to it */
    public Removal mark(int tenant, ArtifactId id, boolean force) {
        return jdbi.inTransaction(handle -> {
            if (handle.createQuery(LOCK)
                    .bind("id", id.uuid())
                    .bind("tenant", tenant)
                    .mapTo(UUID.class)
                    .findOne()
                    .isEmpty()) {
                return new NotFound();
            }
            var jobs = force ? List.<JobId>of() : jobs(handle, id);
            if (!jobs.isEmpty()) {
                return new InUse(jobs);
            }
            mark(handle, List.of(id), true);
            return new Marked();
        });
    }

    private static List<JobId> jobs(Handle handle, ArtifactId id) {
        return handle.createQuery(JOBS)
                .bind("id", id.uuid())
                .bind("most", MOST_NAMED)
                .mapTo(UUID.class)
                .map(JobId::new)
                .list();
    }

    private static List<ArtifactId> mark(Handle handle, Collection<ArtifactId> ids, boolean force) {
        return handle.createQuery(MARK)
                .bind("ids", SqlArray.texts(ids, ArtifactId::uuid))
                .bind("force", force)
                .mapTo(UUID.class)
                .map(ArtifactId::new)
                .list();
    }

    /** Marks those whose time is over and that no unfinished job refers to. */
    public List<ArtifactId> expired(int most) {
        return jdbi.inTransaction(
                handle -> isMyTurn(handle) ? mark(handle, look(handle, EXPIRED, 0, most), false) : List.of());
    }

    /** Marks those whose upload has not come to its end in this time, and finds those that were marked before. */
    public List<ArtifactId> unfinished(Duration age, int most) {
        return jdbi.inTransaction(handle ->
                isMyTurn(handle) ? mark(handle, look(handle, UNFINISHED, age.toSeconds(), most), true) : List.of());
    }

    /** Two who mark many at a time would wait for each other's tenants. */
    private static boolean isMyTurn(Handle handle) {
        return handle.createQuery(ONE_AT_A_TIME).mapTo(Boolean.class).one();
    }

    private static List<ArtifactId> look(Handle handle, String sql, long age, int most) {
        var query = handle.createQuery(sql).bind("most", most);
        return (sql.contains(":age") ? query.bind("age", (double) age) : query)
                .mapTo(UUID.class)
                .map(ArtifactId::new)
                .list();
    }

    /** Their bytes are gone. */
    public void done(Collection<ArtifactId> ids) {
        jdbi.useHandle(handle -> handle.createUpdate(DONE)
                .bind("ids", SqlArray.texts(ids, ArtifactId::uuid))
                .execute());
    }
}
