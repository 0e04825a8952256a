package io.penstock.db.webhook;

import io.penstock.db.submission.Submissions;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** redeliver: sends a delivery again, the same bytes under the same id. */
public final class Redeliveries {

    /** Of two who ask at once, the second finds it pending. */
    private static final String LOCK = """
            SELECT EXISTS (%s) FROM delivery WHERE tenant = :tenant AND id = :id FOR UPDATE""".formatted(Endpoints.OF_DELIVERY);

    private static final String AGAIN = "UPDATE delivery SET outcome = NULL, job = :job WHERE id = :id";

    private final Jdbi jdbi;
    private final Submissions submissions;

    public Redeliveries(Jdbi jdbi, Submissions submissions) {
        this.jdbi = jdbi;
        this.submissions = submissions;
    }

    /** What came of it. */
    public sealed interface Redelivery {

        /** It has a new job. */
        record Begun() implements Redelivery {}

        /** Its job goes on, and is not doubled. */
        record Pending() implements Redelivery {}

        /** Its URL wants no more callbacks and was not enabled since. */
        record Disabled() implements Redelivery {}

        record NotFound() implements Redelivery {}
    }

    public Redelivery redeliver(int tenant, DeliveryId id) {
        return jdbi.inTransaction(handle -> {
            var disabled = handle.createQuery(LOCK)
                    .bind("tenant", tenant)
                    .bind("id", id.uuid())
                    .mapTo(Boolean.class)
                    .findOne();
            if (disabled.isEmpty()) {
                return new Redelivery.NotFound();
            }
            // Read again: the lock may have been waited for.
            var state = Deliveries.find(handle, tenant, id).orElseThrow().state();
            return switch (state) {
                case PENDING -> new Redelivery.Pending();
                case DELIVERED, FAILED, DISABLED ->
                    disabled.get() ? new Redelivery.Disabled() : begin(handle, tenant, id);
            };
        });
    }

    private Redelivery begin(Handle handle, int tenant, DeliveryId id) {
        var job = NewDeliveries.job(tenant, id);
        handle.createUpdate(AGAIN)
                .bind("id", id.uuid())
                .bind("job", job.id().uuid())
                .execute();
        NewDeliveries.submit(handle, submissions, List.of(job));
        return new Redelivery.Begun();
    }
}
