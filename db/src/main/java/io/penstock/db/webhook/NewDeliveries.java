package io.penstock.db.webhook;

import io.penstock.catalog.json.Json;
import io.penstock.catalog.webhook.WebhookDelivery;
import io.penstock.db.database.SqlArray;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submissions;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Begins deliveries, each with the job that makes the calls. */
final class NewDeliveries {

    private static final String WRITE = """
            INSERT INTO delivery (id, tenant, subject, type, url, body, job, outcome)
            SELECT id, tenant, subject, type, url, body, CASE WHEN NOT disabled THEN job END, CASE WHEN disabled THEN 'disabled' END
            FROM (
                SELECT *, EXISTS (%s) AS disabled
                FROM unnest(:ids::uuid[], :tenants, :subjects::uuid[], :types, :urls, :bodies, :jobs::uuid[])
                    AS delivery (id, tenant, subject, type, url, body, job)) AS input
            RETURNING job""".formatted(Endpoints.OF_DELIVERY);

    private final Submissions submissions;

    NewDeliveries(Submissions submissions) {
        this.submissions = submissions;
    }

    /** In a transaction of the caller; once it is committed, the jobs are told of. To a URL that is disabled goes no job. */
    void make(Handle handle, List<Callback> callbacks) {
        if (!callbacks.isEmpty()) {
            var fresh = callbacks.stream().map(Fresh::of).toList();
            var written = write(handle, fresh);
            var jobs = fresh.stream()
                    .map(Fresh::job)
                    .filter(job -> written.contains(job.id().uuid()))
                    .toList();
            submit(handle, submissions, jobs);
        }
    }

    static void submit(Handle handle, Submissions submissions, List<Submission> jobs) {
        var answers = submissions.submit(handle, jobs);
        handle.afterCommit(() -> submissions.afterCommit(jobs, answers));
    }

    private static Set<UUID> write(Handle handle, List<Fresh> fresh) {
        return handle
                .createQuery(WRITE)
                .bind("ids", SqlArray.texts(fresh, f -> f.id.uuid()))
                .bind("tenants", SqlArray.ints(fresh, f -> f.callback.tenant()))
                .bind("subjects", SqlArray.texts(fresh, f -> f.callback.subject()))
                .bind("types", SqlArray.texts(fresh, f -> f.callback.type()))
                .bind("urls", SqlArray.texts(fresh, f -> f.callback.url()))
                .bind("bodies", SqlArray.texts(fresh, f -> f.callback.body()))
                .bind("jobs", SqlArray.texts(fresh, f -> f.job.id().uuid()))
                .mapTo(UUID.class)
                .stream()
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    private record Fresh(DeliveryId id, Callback callback, Submission job) {
        static Fresh of(Callback callback) {
            var id = DeliveryId.next();
            return new Fresh(id, callback, NewDeliveries.job(callback.tenant(), id));
        }
    }

    static Submission job(int tenant, DeliveryId delivery) {
        return Submission.of(
                tenant, WebhookDelivery.KIND, Json.write(new WebhookDelivery.Payload(delivery.toString())));
    }
}
