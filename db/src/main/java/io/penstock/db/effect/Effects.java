package io.penstock.db.effect;

import io.penstock.db.claim.Claim;
import io.penstock.db.control.Resolutions;
import io.penstock.db.effect.Intent.Begun;
import io.penstock.db.effect.Intent.Fresh;
import io.penstock.db.effect.Intent.Had;
import io.penstock.db.effect.Intent.LeaseLost;
import io.penstock.db.job.JobId;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * The ledger of effects: an intent before the call, a receipt after it. Each write holds the job's row, so that it is either this
 * attempt's and the job cannot be rescued meanwhile, or it is nothing.
 */
public final class Effects {

    private static final String FENCE = """
            WITH mine AS (
                SELECT id, tenant FROM live WHERE id = :job AND attempt = :attempt AND worker = :worker AND state = 'running' FOR NO KEY UPDATE),
            """;

    private static final String BEGIN = FENCE + """
            made AS (
                INSERT INTO effect (job, key, attempt, run)
                SELECT mine.id, :key, :attempt, job.run FROM mine JOIN job ON job.tenant = mine.tenant AND job.id = mine.id
                ON CONFLICT (job, key) DO NOTHING RETURNING run)
            SELECT EXISTS (SELECT FROM mine) AS mine, (SELECT run FROM made) AS made, earlier.receipt, earlier.run,
                   coalesce(extract(epoch FROM now() - earlier.intent_at) * 1000, 0)::bigint AS age
            FROM (SELECT) AS one LEFT JOIN effect AS earlier ON earlier.job = :job AND earlier.key = :key""";

    private static final String BEGIN_ANEW = FENCE + """
            begun AS (
                UPDATE effect SET attempt = :attempt, intent_at = now() FROM mine
                WHERE effect.job = mine.id AND effect.key = :key AND effect.receipt IS NULL RETURNING effect.job)
            SELECT EXISTS (SELECT FROM begun)""";

    /** Of a step too, which had no intent. */
    private static final String RECEIVE = FENCE + """
            had AS (
                INSERT INTO effect (job, key, attempt, receipt, receipt_at) SELECT id, :key, :attempt, :receipt::json, now() FROM mine
                ON CONFLICT (job, key) DO UPDATE SET receipt = excluded.receipt, receipt_at = excluded.receipt_at, attempt = excluded.attempt
                RETURNING job)
            SELECT count(*) = 1 FROM had""";

    private static final String WITHDRAW = FENCE + """
            withdrawn AS (
                DELETE FROM effect USING mine WHERE effect.job = mine.id AND effect.key = :key AND effect.receipt IS NULL RETURNING job)
            SELECT EXISTS (SELECT FROM mine)""";

    private static final String RECEIPT =
            "SELECT receipt FROM effect WHERE job = :job AND key = :key AND receipt IS NOT NULL";

    private final Jdbi jdbi;
    private final Resolutions resolutions;

    public Effects(Jdbi jdbi) {
        this.jdbi = jdbi;
        this.resolutions = new Resolutions(jdbi);
    }

    /** Says that the call is about to be made. */
    public Intent begin(Claim claim, String key) {
        return jdbi.inTransaction(handle -> bind(handle.createQuery(BEGIN), claim, key)
                .map((row, context) -> {
                    if (!row.getBoolean("mine")) {
                        return new LeaseLost();
                    }
                    var made = row.getObject("made", Integer.class);
                    if (made != null) {
                        return new Fresh(made);
                    }
                    var receipt = row.getString("receipt");
                    return receipt == null
                            ? new Begun(row.getInt("run"), Duration.ofMillis(row.getLong("age")))
                            : new Had(receipt);
                })
                .one());
    }

    /** Says that a call is about to be made once more, as the earlier one had no effect; false when the job is no longer this attempt's. */
    public boolean beginAnew(Claim claim, String key) {
        return write(BEGIN_ANEW, claim, key);
    }

    /** Says what came of it; false when the job is no longer this attempt's. */
    public boolean receive(Claim claim, String key, String receipt) {
        return jdbi.inTransaction(handle -> bind(handle.createQuery(RECEIVE), claim, key)
                .bind("receipt", receipt)
                .mapTo(Boolean.class)
                .one());
    }

    /** Says that it certainly did not happen; false when the job is no longer this attempt's. */
    public boolean withdraw(Claim claim, String key) {
        return write(WITHDRAW, claim, key);
    }

    private boolean write(String statement, Claim claim, String key) {
        return jdbi.inTransaction(handle -> bind(handle.createQuery(statement), claim, key)
                .mapTo(Boolean.class)
                .one());
    }

    /** The other side told after all that the effect of a job happened whose outcome is unknown. */
    public void happened(Claim claim) {
        resolutions.resolve(
                claim.tenant(), claim.id(), true, "The other side tells what became of it, so it happened.", null);
    }

    /** The receipt of what an earlier attempt had, as JSON. */
    public Optional<String> receipt(JobId job, String key) {
        return jdbi.withHandle(handle -> handle.createQuery(RECEIPT)
                .bind("job", job.uuid())
                .bind("key", key)
                .mapTo(String.class)
                .findOne());
    }

    private static <S extends SqlStatement<S>> S bind(S statement, Claim claim, String key) {
        return statement
                .bind("job", claim.id().uuid())
                .bind("attempt", claim.attempt())
                .bind("worker", claim.worker())
                .bind("key", key);
    }
}
