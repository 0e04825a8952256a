package io.penstock.db.artifact;

import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.db.database.SqlArray;
import io.penstock.db.job.JobId;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Which jobs refer to which artifacts. */
public final class ArtifactUses {

    /** Who removes one waits until the uses are there to be seen. In order, so that nobody waits in a circle. */
    private static final String LOCK = """
            SELECT artifact.id FROM (
                SELECT DISTINCT used.id, used.tenant FROM unnest(:artifacts::uuid[], :tenants) AS used (id, tenant)) AS used
            JOIN artifact ON artifact.id = used.id AND artifact.tenant = used.tenant AND artifact.state = 'ready'
            ORDER BY artifact.id FOR SHARE OF artifact""";

    private static final String NOTE = """
            INSERT INTO artifact_use (artifact, job) SELECT * FROM unnest(:artifacts::uuid[], :jobs::uuid[]) ON CONFLICT DO NOTHING""";

    private ArtifactUses() {}

    public record Use(ArtifactId artifact, int tenant, JobId job) {}

    /** An artifact that a job refers to went while the job was submitted. */
    public static final class ArtifactGone extends RuntimeException {
        ArtifactGone() {
            super("An artifact that a job refers to is gone", null, false, false);
        }
    }

    /**
     * Notes them in a transaction of the caller's, who brings the jobs in.
     *
     * @throws ArtifactGone when one of the artifacts is not there any more
     */
    public static void note(Handle handle, List<Use> uses) {
        if (uses.isEmpty()) {
            return;
        }
        var there = handle.createQuery(LOCK)
                .bind("artifacts", SqlArray.texts(uses, use -> use.artifact.uuid()))
                .bind("tenants", SqlArray.ints(uses, Use::tenant))
                .mapTo(UUID.class)
                .set();
        if (!uses.stream().allMatch(use -> there.contains(use.artifact.uuid()))) {
            throw new ArtifactGone();
        }
        handle.createUpdate(NOTE)
                .bind("artifacts", SqlArray.texts(uses, use -> use.artifact.uuid()))
                .bind("jobs", SqlArray.texts(uses, use -> use.job.uuid()))
                .execute();
    }
}
