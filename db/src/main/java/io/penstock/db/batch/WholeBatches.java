package io.penstock.db.batch;

import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Sha256;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submission.InBatch;
import io.penstock.db.submission.Submitted;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Batches that are not received part by part: each is written in one transaction of its caller's, with all of its jobs. */
public final class WholeBatches {

    private static final String WRITE = """
            INSERT INTO batch (id, tenant, callback, tags, request, receiving_until, sealed_at)
            VALUES (:batch, :tenant, :callback, :tags::json, :request, now(), now())""";

    private WholeBatches() {}

    /** Returns its jobs, which the caller submits and then tells of. */
    public static List<Submission> write(Handle handle, NewBatch batch) {
        handle.createUpdate(WRITE)
                .bind("batch", batch.id().uuid())
                .bind("tenant", batch.tenant())
                .bind("callback", batch.callback())
                .bind("tags", batch.tags().isEmpty() ? null : Json.write(batch.tags()))
                .bind("request", request(batch))
                .execute();
        new ItemRows(handle, batch.id()).write(batch.items());
        var jobs = new ArrayList<Submission>();
        for (var item : batch.items()) {
            if (item.job() instanceof Read.Valid<Submission>(var job)) {
                jobs.add(job.in(new InBatch(batch.id(), item.customId())));
            }
        }
        return jobs;
    }

    /** @param answers to its jobs, in their order */
    public static void submitted(Handle handle, NewBatch batch, List<Submitted> answers) {
        new ItemRows(handle, batch.id()).pointToStandIns(batch.items(), answers);
    }

    private static byte[] request(NewBatch batch) {
        var hash = Sha256.begin();
        batch.items().forEach(item -> hash.update(item.content()));
        return hash.digest();
    }
}
