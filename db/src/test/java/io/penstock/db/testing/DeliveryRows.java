package io.penstock.db.testing;

import io.penstock.catalog.webhook.WebhookDelivery;
import io.penstock.db.database.Database;
import io.penstock.db.job.JobId;
import io.penstock.db.webhook.DeliveryId;
import org.jspecify.annotations.Nullable;

/** A delivery's row, with that of its job: a pending one of tenant 1 unless told otherwise. */
public final class DeliveryRows {

    private static final String INSERT = """
            INSERT INTO delivery (id, tenant, subject, type, url, body, job, outcome)
            VALUES (:id, :tenant, :subject, 'job.succeeded', :url, :body, :job, :outcome)""";

    private final Database database;
    private int tenant = 1;
    private String url = "https://receiver.example/hook";
    private String body = "{\"type\":\"job.succeeded\"}";
    private JobId subject = JobId.next();
    private String state = "pending";

    private DeliveryRows(Database database) {
        this.database = database;
    }

    public static DeliveryRows in(Database database) {
        return new DeliveryRows(database);
    }

    public DeliveryRows tenant(int tenant) {
        this.tenant = tenant;
        return this;
    }

    public DeliveryRows url(String url) {
        this.url = url;
        return this;
    }

    public DeliveryRows body(String body) {
        this.body = body;
        return this;
    }

    /** Of this job's end. */
    public DeliveryRows of(JobId job) {
        this.subject = job;
        return this;
    }

    public DeliveryRows delivered() {
        this.state = "delivered";
        return this;
    }

    public DeliveryRows failed() {
        this.state = "failed";
        return this;
    }

    /** From its beginning, so that it has no job. */
    public DeliveryRows disabled() {
        this.state = "disabled";
        return this;
    }

    /** @param job the one that delivers it */
    public record Inserted(DeliveryId id, @Nullable JobId job) {}

    public Inserted insert() {
        var id = DeliveryId.next();
        var job = job(id);
        database.jdbi()
                .useHandle(handle -> handle.createUpdate(INSERT)
                        .bind("id", id.uuid())
                        .bind("tenant", tenant)
                        .bind("subject", subject.uuid())
                        .bind("url", url)
                        .bind("body", body)
                        .bind("job", job == null ? null : job.uuid())
                        .bind("outcome", state.equals("delivered") || state.equals("disabled") ? state : null)
                        .execute());
        return new Inserted(id, job);
    }

    private @Nullable JobId job(DeliveryId id) {
        var rows =
                JobRows.in(database).tenant(tenant).kind(WebhookDelivery.KIND).payload("{\"delivery\":\"" + id + "\"}");
        return switch (state) {
            case "pending" -> rows.insert();
            case "delivered" -> rows.succeeded().insert();
            case "failed" -> rows.failed().insert();
            default -> null;
        };
    }
}
