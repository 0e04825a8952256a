package io.penstock.db.batch;

import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.db.batch.Begun.Busy;
import io.penstock.db.batch.Begun.Closed;
import io.penstock.db.batch.Begun.Complete;
import io.penstock.db.batch.Begun.KeyReused;
import io.penstock.db.batch.Begun.Receiving;
import io.penstock.db.batch.Part.Lost;
import io.penstock.db.batch.Part.Stored;
import io.penstock.db.job.BatchId;
import io.penstock.db.job.JobId;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submission.InBatch;
import io.penstock.db.submission.Submissions;
import io.penstock.db.submission.Submitted;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * receive: takes a batch in, part by part, each part's items and jobs in one transaction. One request at a time may add to a batch: it
 * has a lease that each part prolongs, so that a request whose connection or process died is followed by the next one.
 */
public final class Receptions {

    /** Longer than a part takes. A request that is orderly at its end, even a broken one, gives the batch back at once. */
    private static final Duration LEASE = Duration.ofSeconds(30);

    private static final String OPEN = """
            INSERT INTO batch (id, tenant, key, callback, tags, made_by, receiver, receiving_until)
            VALUES (:batch, :tenant, :key, :callback, :tags::json, :made_by, :receiver, now() + make_interval(secs => :lease))
            ON CONFLICT (tenant, key) WHERE key IS NOT NULL DO NOTHING""";

    private static final String CONTINUE = """
            UPDATE batch SET receiver = :receiver, receiving_until = now() + make_interval(secs => :lease)
            WHERE tenant = :tenant AND key = :key AND sealed_at IS NULL AND (receiver IS NULL OR receiving_until <= now())
              AND callback IS NOT DISTINCT FROM :callback AND tags::text IS NOT DISTINCT FROM :tags
            RETURNING id""";

    private static final String LOOK = """
            SELECT id, request, sealed_at IS NOT NULL AS sealed,
                   callback IS NOT DISTINCT FROM :callback AND tags::text IS NOT DISTINCT FROM :tags AS same
            FROM batch WHERE tenant = :tenant AND key = :key""";

    private static final String PROLONG = """
            UPDATE batch SET receiving_until = now() + make_interval(secs => :lease) WHERE id = :batch AND receiver = :receiver""";

    private static final String SEAL = """
            UPDATE batch SET sealed_at = now(), request = :request, receiver = NULL WHERE id = :batch AND receiver = :receiver""";

    /** Without a key nobody can go on with it. */
    private static final String RELEASE = """
            UPDATE batch SET receiver = NULL, receiving_until = now(), sealed_at = CASE WHEN key IS NULL THEN now() END
            WHERE id = :batch AND receiver = :receiver""";

    private final Jdbi jdbi;
    private final Submissions submissions;

    public Receptions(Jdbi jdbi, Submissions submissions) {
        this.jdbi = jdbi;
        this.submissions = submissions;
    }

    /**
     * Begins a batch, or goes on with the one that has this key.
     *
     * @param key the client's name for the request
     * @param callback the URL to tell of the batch's end
     */
    public Begun begin(int tenant, @Nullable String key, @Nullable String callback, Map<String, String> tags) {
        return begin(tenant, key, callback, tags, null);
    }

    /** Begins the batch of jobs that a job makes, or goes on with it: there is one. */
    public Begun begin(int tenant, JobId madeBy, Map<String, String> tags) {
        return begin(tenant, "made by " + madeBy, null, tags, madeBy);
    }

    private Begun begin(
            int tenant,
            @Nullable String key,
            @Nullable String callback,
            Map<String, String> tags,
            @Nullable JobId madeBy) {
        var asked = new Receiving(BatchId.next(), UUID.randomUUID());
        return jdbi.withHandle(handle -> {
            var sender = new Sender(tenant, key, callback, tags.isEmpty() ? null : Json.write(tags));
            boolean opened = sender.bind(handle.createUpdate(OPEN))
                            .bind("batch", asked.batch().uuid())
                            .bind("made_by", madeBy == null ? null : madeBy.uuid())
                            .bind("receiver", asked.receiver())
                            .bind("lease", LEASE.toSeconds())
                            .execute()
                    == 1;
            return opened ? asked : goOn(handle, sender, asked.receiver());
        });
    }

    private static Begun goOn(Handle handle, Sender sender, UUID receiver) {
        var continued = sender.bind(handle.createQuery(CONTINUE))
                .bind("receiver", receiver)
                .bind("lease", LEASE.toSeconds())
                .mapTo(UUID.class)
                .findOne();
        return continued.isPresent()
                ? new Receiving(new BatchId(continued.get()), receiver)
                : sender.bind(handle.createQuery(LOOK))
                        .map((row, context) -> whyNot(row))
                        .one();
    }

    private static Begun whyNot(ResultSet row) throws SQLException {
        var batch = new BatchId(row.getObject("id", UUID.class));
        var request = row.getBytes("request");
        if (!row.getBoolean("same")) {
            return new KeyReused(batch);
        } else if (request != null) {
            return new Complete(batch, request);
        }
        return row.getBoolean("sealed") ? new Closed(batch) : new Busy(batch);
    }

    private record Sender(
            int tenant,
            @Nullable String key,
            @Nullable String callback,
            @Nullable String tags) {

        <S extends SqlStatement<S>> S bind(S statement) {
            return statement
                    .bind("tenant", tenant)
                    .bind("key", key)
                    .bind("callback", callback)
                    .bind("tags", tags);
        }
    }

    /** Adds these to the batch, but for those that are there already, and makes their jobs. */
    public Part store(Receiving receiving, List<NewItem> items) {
        var made = new ArrayList<Submission>();
        var answers = new ArrayList<Submitted>();
        var part = jdbi.inTransaction(handle ->
                prolong(handle, receiving) ? store(handle, receiving.batch(), items, made, answers) : new Lost());
        submissions.afterCommit(made, answers);
        return part;
    }

    private static boolean prolong(Handle handle, Receiving receiving) {
        return bind(handle.createUpdate(PROLONG), receiving)
                        .bind("lease", LEASE.toSeconds())
                        .execute()
                == 1;
    }

    private Part store(
            Handle handle, BatchId batch, List<NewItem> items, List<Submission> made, List<Submitted> answers) {
        var rows = new ItemRows(handle, batch);
        var written = rows.write(items);
        var conflicts = written.size() == items.size()
                ? List.<RefusedItem>of()
                : rows.conflicts(items.stream()
                        .filter(item -> !written.contains(item.nr()))
                        .toList());
        var fresh = new ArrayList<NewItem>();
        for (var item : items) {
            if (written.contains(item.nr()) && item.job() instanceof Read.Valid<Submission>(var job)) {
                fresh.add(item);
                made.add(job.in(new InBatch(batch, item.customId())));
            }
        }
        answers.addAll(submissions.submit(handle, made));
        rows.pointToStandIns(fresh, answers);
        return new Stored(conflicts);
    }

    /**
     * All of it was received. False if the batch was lost before that.
     *
     * @param request a SHA-256 of all items
     */
    public boolean seal(Receiving receiving, byte[] request) {
        return jdbi.withHandle(handle -> bind(handle.createUpdate(SEAL), receiving)
                        .bind("request", request)
                        .execute()
                == 1);
    }

    /** The request broke off; another one may go on from here. */
    public void release(Receiving receiving) {
        jdbi.useHandle(handle -> bind(handle.createUpdate(RELEASE), receiving).execute());
    }

    private static <S extends SqlStatement<S>> S bind(S statement, Receiving receiving) {
        return statement.bind("batch", receiving.batch().uuid()).bind("receiver", receiving.receiver());
    }
}
