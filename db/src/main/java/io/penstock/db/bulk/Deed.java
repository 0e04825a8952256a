package io.penstock.db.bulk;

import io.penstock.db.job.Jobs;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** What an operation does to some of its jobs, in a transaction of the caller's. */
interface Deed {

    Done to(Handle handle, BulkOperation operation, List<Jobs.Key> jobs);

    /**
     * @param outcomes of the first of them, in their order: of fewer when somebody else is at one
     * @param committed for after the commit
     */
    record Done(List<ItemOutcome> outcomes, Runnable committed) {

        static final Done NONE = new Done(List.of(), () -> {});
    }
}
