package io.penstock.db.batch;

import io.penstock.db.job.BatchId;
import io.penstock.db.notice.Notices;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** The batches that have not finished, and what ends them. */
public final class UnfinishedBatches {

    /** Who has no key cannot go on; its request was lost with its process. */
    private static final String GIVE_UP = """
            UPDATE batch SET sealed_at = now(), receiver = NULL
            WHERE finished_at IS NULL AND sealed_at IS NULL
              AND receiving_until < now() - CASE WHEN key IS NULL THEN interval '1 minute' ELSE interval '7 days' END""";

    private static final String CANCELLED =
            "SELECT id FROM batch WHERE finished_at IS NULL AND cancel_requested_at IS NOT NULL ORDER BY id";

    /** Whoever made it is gone, and nobody waits for it any more. */
    private static final String ORPHANS = """
            UPDATE batch SET cancel_requested_at = now(), sealed_at = coalesce(sealed_at, now()), receiver = NULL
            FROM outcome
            WHERE batch.made_by IS NOT NULL AND batch.finished_at IS NULL AND batch.cancel_requested_at IS NULL
              AND outcome.tenant = batch.tenant AND outcome.id = batch.made_by""";

    private static final String ENDED = """
            SELECT id FROM batch
            WHERE finished_at IS NULL AND sealed_at IS NOT NULL AND NOT EXISTS (SELECT FROM live WHERE live.batch = batch.id)
            ORDER BY id LIMIT :most""";

    /** By itself, so that the statement that counts sees what whoever had the row before did to its jobs. */
    private static final String HOLD = "SELECT FROM batch WHERE id = ? FOR NO KEY UPDATE";

    /** What is counted is what the same statement found without a job that has not ended. */
    private static final String FINISH = """
            WITH finished AS (
                UPDATE batch SET finished_at = now(), counts = (%s)
                WHERE id = :batch AND finished_at IS NULL AND sealed_at IS NOT NULL AND NOT EXISTS (SELECT FROM live WHERE live.batch = :batch)
                RETURNING id, tenant, callback, made_by),
            owed AS (
                INSERT INTO batch_callback_owed (batch, tenant) SELECT id, tenant FROM finished WHERE callback IS NOT NULL
                ON CONFLICT (batch) DO UPDATE SET tenant = excluded.tenant)
            SELECT made_by IS NOT NULL FROM finished""".formatted(Counts.OF_BATCH);

    private final Jdbi jdbi;

    public UnfinishedBatches(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** What a job waits for that waits for the end of a batch that it made. */
    public static String subject(BatchId batch) {
        return "batch:" + batch;
    }

    /** Seals those that nobody will go on with; returns how many. */
    public int giveUp() {
        return jdbi.withHandle(handle -> handle.createUpdate(GIVE_UP).execute());
    }

    /** Cancels those whose makers have ended before them; returns how many. */
    public int cancelOrphans() {
        return jdbi.withHandle(handle -> handle.createUpdate(ORPHANS).execute());
    }

    /** Those whose jobs are to be cancelled. */
    public List<BatchId> cancelled() {
        return jdbi.withHandle(handle -> handle.createQuery(CANCELLED)
                .mapTo(UUID.class)
                .map(BatchId::new)
                .list());
    }

    /** Finishes those whose last job has ended; returns how many. */
    public int finish(int most) {
        var ended = jdbi.withHandle(handle ->
                handle.createQuery(ENDED).bind("most", most).mapTo(UUID.class).list());
        return ended.stream().mapToInt(this::finish).sum();
    }

    private int finish(UUID batch) {
        return jdbi.inTransaction(handle -> {
            handle.execute(HOLD, batch);
            var isMade = handle.createQuery(FINISH)
                    .bind("batch", batch)
                    .mapTo(Boolean.class)
                    .findOne();
            if (isMade.orElse(false)) {
                Notices.tell(handle, List.of(subject(new BatchId(batch))));
            }
            return isMade.isPresent() ? 1 : 0;
        });
    }
}
