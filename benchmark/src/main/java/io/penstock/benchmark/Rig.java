package io.penstock.benchmark;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.catalog.Catalog;
import io.penstock.catalog.kind.Lane;
import io.penstock.db.aside.AsideSettings;
import io.penstock.db.bulk.Deeds;
import io.penstock.db.claim.Claims;
import io.penstock.db.claim.Settlements;
import io.penstock.db.control.Cancellations;
import io.penstock.db.database.Database;
import io.penstock.db.effect.Effects;
import io.penstock.db.fleet.LaneLoads;
import io.penstock.db.fleet.Workers;
import io.penstock.db.gate.DueJobs;
import io.penstock.db.gate.Gates;
import io.penstock.db.gate.LimitedGates;
import io.penstock.db.gate.Unclaimed;
import io.penstock.db.limit.Limits;
import io.penstock.db.progress.Reports;
import io.penstock.db.replay.Replays;
import io.penstock.db.retention.Partitions;
import io.penstock.db.submission.Submissions;
import io.penstock.db.tenant.Tenants;
import io.penstock.dispatch.dispatcher.Dispatcher;
import io.penstock.dispatch.dispatcher.Dispatching;
import io.penstock.dispatch.event.EventSettings;
import io.penstock.dispatch.event.EventTopic;
import io.penstock.dispatch.event.JobEvent;
import io.penstock.dispatch.event.JobEvents;
import io.penstock.dispatch.lane.LaneSettings;
import io.penstock.dispatch.lane.Lanes;
import io.penstock.dispatch.loop.Loop;
import io.penstock.scheduler.dispatch.DispatchTick;
import io.penstock.store.ArtifactSettings;
import io.penstock.worker.event.WorkerEvents;
import io.penstock.worker.handler.Handlers;
import io.penstock.worker.intake.Worker;
import io.penstock.worker.intake.WorkerSettings;
import io.penstock.worker.probe.ProbeHandler;
import io.penstock.worker.run.ArtifactAccess;
import io.penstock.worker.run.JobRunner;
import io.penstock.worker.run.Payloads;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The path of a job in this process: the same parts that the roles are made of, on one lane, without the web. */
final class Rig implements AutoCloseable {

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Supplier<Worker> makeWorker;
    private final Deeds deeds;
    private Worker worker;
    final int tenant;
    final Submissions submissions;

    Rig(Database database, LaneSettings laneSettings, String topic, int slots) {
        database.migrate();
        new Partitions(database.jdbi()).makeAhead(Partitions.DAYS_AHEAD);
        tenant = new Tenants(database.jdbi()).named("benchmark").id();
        var lanes = closing(new Lanes(laneSettings));
        lanes.make();
        var events = closing(new JobEvents(new EventTopic(laneSettings, EventSettings.to(topic)), meters));
        var workerEvents = new WorkerEvents(events);
        var gates = new Gates(database);
        var unclaimed = new Unclaimed(database, gates);
        var dispatcher = new Dispatcher(
                gates,
                new LimitedGates(database, gates, laneSettings.permit()),
                unclaimed,
                new LaneLoads(database),
                lanes,
                events,
                laneSettings,
                meters);
        var dispatching = closing(new Dispatching(dispatcher));
        closing(Loop.start(
                "dispatch-tick",
                new DispatchTick(new DueJobs(database, gates), unclaimed, events, dispatching, laneSettings)));
        var settlements = closing(new Settlements(database.jdbi(), workerEvents));
        var settings = new WorkerSettings(
                "benchmark",
                1,
                Set.of(Lane.HTTP),
                String.valueOf(slots),
                Duration.ofSeconds(15),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5));
        var runner = closing(new JobRunner(
                new Handlers(List.of(new ProbeHandler(Clock.systemUTC()))),
                settlements,
                new Payloads(database.jdbi(), new AsideSettings(null).room()),
                new Effects(database.jdbi()),
                ArtifactAccess.of(database.jdbi(), ArtifactSettings.in("artifacts")),
                new Reports(database, workerEvents::reported),
                new Limits(database.jdbi()),
                Clock.systemUTC(),
                settings.grace(),
                meters));
        makeWorker = () -> new Worker(
                settings,
                lanes,
                new Claims(database),
                settlements,
                new Workers(database.jdbi()),
                new Cancellations(database.jdbi()),
                workerEvents,
                runner,
                meters);
        worker = makeWorker.get();
        parts.push(this::stopWorking);
        submissions = closing(new Submissions(
                database.jdbi(),
                gates,
                (jobs, answers) -> events.submitted(JobEvent.of(jobs, answers)),
                dispatching::nudge));
        var kinds = Catalog.kinds(List.of());
        var replays = new Replays(
                database.jdbi(),
                gates,
                kinds,
                (jobs, state) -> events.offer(JobEvent.replayed(jobs, state)),
                dispatching::nudge);
        deeds = new Deeds(
                replays,
                gates,
                kinds,
                Clock.systemUTC(),
                (jobs, state) -> events.offer(JobEvent.moved(jobs, state)),
                dispatching::nudge);
    }

    /** What bulk operations do to jobs. */
    Deeds deeds() {
        return deeds;
    }

    /** Nobody runs jobs until somebody does again. */
    void stopWorking() {
        worker.close();
    }

    void workAgain() {
        worker = makeWorker.get();
    }

    long succeeded() {
        return (long)
                meters.counter("penstock.finished", "outcome", "succeeded").count();
    }

    private <T extends AutoCloseable> T closing(T part) {
        parts.push(part);
        return part;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("The rig did not stop", e);
            }
        }
    }
}
