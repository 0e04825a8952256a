package io.penstock.db.retention;

import io.penstock.db.database.SqlArray;
import io.penstock.db.job.JobId;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/**
 * Erases what clients do not want kept, of all runs, once the job's end is so long ago as they said: its payload, its result, what its handler streamed
 * and noted, to whom it sent mails, what its effects and steps got for receipts, and what its attempts said when they failed. That there was the job, when, how it
 * ended, with which code, and what it cost is kept, and so is that an effect was had.
 */
public final class Forgetting {

    /** Those whose end is known. An unknown one may still have to be resolved, and who does wants to see what it was. */
    private static final String LOOK = """
            SELECT ahead.id, ahead.tenant, coalesce(outcome.finished_at + ahead.after <= now(), FALSE) AS due
            FROM (SELECT * FROM forgetting WHERE forgotten_at IS NULL AND id > :from::uuid ORDER BY id LIMIT :most) AS ahead
            LEFT JOIN outcome ON outcome.tenant = ANY (ARRAY[ahead.tenant]) AND outcome.id = ANY (ARRAY[ahead.id]) AND outcome.state <> 'outcome_unknown'
            ORDER BY ahead.id""";

    private static final String ERASE = """
            WITH due AS (SELECT * FROM unnest(:ids::uuid[], :tenants) AS due (id, tenant)),
            payload AS (UPDATE job SET payload = NULL FROM due WHERE job.tenant = due.tenant AND job.id = due.id),
            result AS (
                UPDATE outcome SET result = NULL, error = CASE WHEN error IS NOT NULL THEN :erased END FROM due
                WHERE outcome.tenant = ANY (ARRAY[due.tenant]) AND outcome.id = ANY (ARRAY[due.id])),
            long_payload AS (DELETE FROM payload_aside USING due WHERE payload_aside.job = due.id),
            long_result AS (DELETE FROM result_aside USING due WHERE result_aside.job = due.id),
            streamed AS (DELETE FROM chunk USING due WHERE chunk.job = due.id),
            noted AS (UPDATE progress SET note = NULL FROM due WHERE progress.job = ANY (ARRAY[due.id])),
            mailed AS (DELETE FROM mail USING due WHERE mail.job = due.id),
            earlier AS (UPDATE past_run SET payload = NULL, error = CASE WHEN error IS NOT NULL THEN :erased END FROM due WHERE past_run.id = due.id),
            earlier_payload AS (DELETE FROM past_payload USING due WHERE past_payload.job = due.id),
            earlier_effects AS (UPDATE past_effect SET receipt = 'null' FROM due WHERE past_effect.job = due.id AND past_effect.receipt IS NOT NULL),
            had AS (UPDATE effect SET receipt = 'null' FROM due WHERE effect.job = due.id AND effect.receipt IS NOT NULL),
            tried AS (UPDATE attempt SET error = :erased FROM due WHERE attempt.id = due.id)
            UPDATE forgetting SET forgotten_at = now() FROM due WHERE forgetting.id = due.id AND forgetting.forgotten_at IS NULL""";

    /** In the place of what a failed attempt said. */
    private static final String ERASED = "The message was not to be kept.";

    private static final UUID FIRST = new UUID(0, 0);

    private final Jdbi jdbi;
    private UUID from = FIRST;

    public Forgetting(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    private record Ahead(JobId id, int tenant, boolean due) {}

    /** @param atEnd whether the next look begins anew */
    public record Look(int erased, boolean atEnd) {}

    /** Looks at so many of those that are to be forgotten, after those of the last look, and erases what is due. */
    public synchronized Look look(int most) {
        var ahead = jdbi.withHandle(handle -> handle.createQuery(LOOK)
                .bind("from", from)
                .bind("most", most)
                .map((row, context) -> new Ahead(
                        new JobId(row.getObject("id", UUID.class)), row.getInt("tenant"), row.getBoolean("due")))
                .list());
        boolean atEnd = ahead.size() < most;
        from = atEnd ? FIRST : ahead.getLast().id.uuid();
        var due = ahead.stream().filter(Ahead::due).toList();
        erase(due);
        return new Look(due.size(), atEnd);
    }

    private void erase(List<Ahead> due) {
        if (!due.isEmpty()) {
            jdbi.useHandle(handle -> handle.createUpdate(ERASE)
                    .bind("ids", SqlArray.texts(due, job -> job.id.uuid()))
                    .bind("tenants", SqlArray.ints(due, Ahead::tenant))
                    .bind("erased", ERASED)
                    .execute());
        }
    }
}
