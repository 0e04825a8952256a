package io.penstock.db.control;

import io.penstock.db.control.HeldJobs.Held;
import io.penstock.db.database.SqlArray;
import io.penstock.db.gate.Gates;
import java.util.List;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** reprioritise: waiting jobs get another priority, and their turn behind those that have it. */
public final class Priorities {

    private static final String CHANGE = """
            WITH i AS (SELECT * FROM unnest(:ids::uuid[], :tenants, :places) AS i (id, tenant, place)),
            asked AS (UPDATE job SET priority = :priority FROM i WHERE job.tenant = i.tenant AND job.id = i.id)
            UPDATE live SET priority = :priority, place = CASE WHEN live.place IS NOT NULL THEN i.place END FROM i WHERE live.id = ANY (ARRAY[i.id])""";

    private final Gates gates;

    public Priorities(Gates gates) {
        this.gates = gates;
    }

    /** In a transaction of the caller's that holds them, none of them under way. What it returns is for after the commit. */
    public Runnable change(Handle handle, List<Held> jobs, int priority) {
        var queues = jobs.stream().map(job -> job.queue(priority)).toList();
        var places = gates.turns().give(queues);
        handle.createUpdate(CHANGE)
                .bind("ids", SqlArray.texts(jobs, job -> job.key().id().uuid()))
                .bind("tenants", SqlArray.ints(jobs, job -> job.key().tenant()))
                .bind("places", SqlArray.longs(places, Function.identity()))
                .bind("priority", priority)
                .execute();
        return () -> {
            for (int nr = 0; nr < jobs.size(); nr++) {
                gates.isAt(queues.get(nr).gate(), priority, places.get(nr));
            }
        };
    }
}
