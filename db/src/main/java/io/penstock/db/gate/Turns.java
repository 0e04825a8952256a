package io.penstock.db.gate;

import io.penstock.db.database.Database;
import io.penstock.db.database.SqlArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Gives jobs their places in their gates, so that an ordered walk is fair between tenants. A place is a turn of virtual time: a tenant's
 * jobs lie a step apart from each other, the heavier the tenant the shorter, and begin where the gate has come to. Places are given before
 * the jobs are written, and waiting for no disk: one that is lost is never missed.
 */
public final class Turns {

    /** Between two jobs of a tenant of weight 1. */
    private static final long STEP = 100_000;

    /** In one order, so that two that give turns at the same gates never wait for each other. */
    private static final String GIVE = """
            WITH asked AS MATERIALIZED (
                SELECT asked.gate, asked.priority, asked.tenant, :step / coalesce(tenant.weight, 1) AS step, asked.jobs,
                       coalesce(gate_clock.clock, 0) AS clock
                FROM unnest(:gates, :priorities, :tenants, :jobs) AS asked (gate, priority, tenant, jobs)
                LEFT JOIN tenant ON tenant.id = asked.tenant
                LEFT JOIN gate_clock ON gate_clock.gate = asked.gate AND gate_clock.priority = asked.priority
                ORDER BY asked.gate, asked.priority, asked.tenant),
            given AS (
                INSERT INTO turn (gate, priority, tenant, last, jobs) SELECT gate, priority, tenant, clock + step * jobs, jobs FROM asked
                ON CONFLICT (gate, priority, tenant) DO UPDATE
                    SET jobs = turn.jobs + excluded.jobs, last = greatest(excluded.last, turn.last + (SELECT step * jobs FROM asked
                            WHERE asked.gate = turn.gate AND asked.priority = turn.priority AND asked.tenant = turn.tenant))
                RETURNING gate, priority, tenant, last)
            SELECT gate, priority, tenant, last - step * asked.jobs AS before, step FROM given JOIN asked USING (gate, priority, tenant)""";

    private final Database database;
    private final BusyGates busy;

    Turns(Database database, BusyGates busy) {
        this.database = database;
        this.busy = busy;
    }

    /** Where a job queues. */
    public record Queue(int gate, int priority, int tenant) {}

    /** Where a job has its turn. */
    public record Turn(Queue queue, long place) {}

    /** A place for each, in the order of the jobs. */
    public List<Long> give(List<Queue> jobs) {
        return jobs.isEmpty() ? List.of() : database.recoverable().withHandle(handle -> give(handle, jobs));
    }

    List<Long> give(Handle handle, List<Queue> jobs) {
        var counts = new HashMap<Queue, Integer>();
        jobs.forEach(queue -> counts.merge(queue, 1, Integer::sum));
        var queues = List.copyOf(counts.keySet());
        queues.stream().map(Queue::gate).distinct().forEach(busy::hear);
        var next = new HashMap<Queue, Given>();
        handle.createQuery(GIVE)
                .bind("step", STEP)
                .bind("gates", SqlArray.ints(queues, Queue::gate))
                .bind("priorities", SqlArray.ints(queues, Queue::priority))
                .bind("tenants", SqlArray.ints(queues, Queue::tenant))
                .bind("jobs", SqlArray.ints(queues, counts::get))
                .map((row, context) -> Map.entry(
                        new Queue(row.getInt("gate"), row.getInt("priority"), row.getInt("tenant")),
                        new Given(row.getLong("before"), row.getLong("step"))))
                .forEach(entry -> next.put(entry.getKey(), entry.getValue()));
        var places = new ArrayList<Long>(jobs.size());
        for (var queue : jobs) {
            places.add(next.computeIfPresent(queue, (q, given) -> new Given(given.at + given.step, given.step)).at);
        }
        return places;
    }

    private record Given(long at, long step) {}
}
