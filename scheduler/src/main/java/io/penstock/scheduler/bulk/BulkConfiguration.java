package io.penstock.scheduler.bulk;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.catalog.kind.Kinds;
import io.penstock.db.bulk.BulkRuns;
import io.penstock.db.bulk.Deeds;
import io.penstock.db.bulk.Slices;
import io.penstock.db.database.Database;
import io.penstock.db.gate.Gates;
import io.penstock.db.replay.Replays;
import io.penstock.dispatch.dispatcher.Dispatching;
import io.penstock.dispatch.event.JobEvent;
import io.penstock.dispatch.event.JobEvents;
import io.penstock.dispatch.loop.Loop;
import io.penstock.scheduler.bulk.RunBulkOperations.Work;
import io.penstock.scheduler.errand.Errands;
import io.penstock.scheduler.errand.Executions;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What runs bulk operations, as a scheduler wires it. */
@Configuration(proxyBeanMethods = false)
public class BulkConfiguration {

    /** Each goes at its own rate; one more waits for its turn. */
    private static final int AT_ONCE = 8;

    @Bean
    Errands<Work> runBulkOperations(
            Database database,
            Executions executions,
            Replays replays,
            Gates gates,
            Kinds kinds,
            InstantSource clock,
            JobEvents events,
            Dispatching dispatching,
            MeterRegistry meters) {
        var deeds = new Deeds(
                replays,
                gates,
                kinds,
                clock,
                (jobs, state) -> events.offer(JobEvent.moved(jobs, state)),
                dispatching::nudge);
        var slices = new Slices(database.jdbi(), deeds);
        return new Errands<>(
                new RunBulkOperations(new BulkRuns(database.jdbi()), slices, executions, meters),
                AT_ONCE,
                "bulk.operations",
                meters);
    }

    @Bean
    Loop bulkOperationsLoop(Errands<Work> duty) {
        return Loop.start("run-bulk-operations", duty);
    }
}
