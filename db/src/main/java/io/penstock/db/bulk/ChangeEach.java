package io.penstock.db.bulk;

import io.penstock.db.control.HeldJobs;
import io.penstock.db.control.HeldJobs.Asked;
import io.penstock.db.control.HeldJobs.Held;
import io.penstock.db.job.Jobs;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Handle;

/** Changes those of unfinished jobs that can be, and does not wait for those that somebody is at. */
record ChangeEach(Check check, Change change) implements Deed {

    /** Says what speaks against it. */
    interface Check {
        ItemOutcome of(BulkOperation operation, Held job);
    }

    /** Returns what is for after the commit. */
    interface Change {
        Runnable of(Handle handle, BulkOperation operation, List<Held> jobs);
    }

    @Override
    public Done to(Handle handle, BulkOperation operation, List<Jobs.Key> jobs) {
        var asked = HeldJobs.hold(handle, jobs);
        var outcomes = new ArrayList<ItemOutcome>(asked.size());
        var fit = new ArrayList<Held>(asked.size());
        for (var one : asked) {
            var outcome = outcome(operation, one);
            outcomes.add(outcome);
            if (outcome.equals(ItemOutcome.DONE)) {
                fit.add(Objects.requireNonNull(one.held()));
            }
        }
        return new Done(outcomes, fit.isEmpty() ? () -> {} : change.of(handle, operation, fit));
    }

    private ItemOutcome outcome(BulkOperation operation, Asked one) {
        return one.held() == null ? ItemOutcome.skipped("ended") : check.of(operation, one.held());
    }
}
