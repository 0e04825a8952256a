package io.penstock.api.wait;

import io.penstock.db.job.BatchId;
import io.penstock.dispatch.event.JobEvent;
import org.jspecify.annotations.Nullable;

/** Which events somebody wants to follow: those of a tenant, of one batch or one kind if that is given. */
public record Filter(
        int tenant, @Nullable BatchId batch, @Nullable String kind) {

    boolean takes(JobEvent event) {
        return event.tenant() == tenant
                && (batch == null || batch.equals(event.batch()))
                && (kind == null || kind.equals(event.kind()));
    }
}
