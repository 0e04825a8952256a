package io.penstock.scheduler;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.db.RequestConfiguration;
import io.penstock.db.analysis.OldAnalyses;
import io.penstock.db.batch.UnfinishedBatches;
import io.penstock.db.bulk.OldBulkOperations;
import io.penstock.db.cache.Askings;
import io.penstock.db.cache.KeptAnswers;
import io.penstock.db.claim.LapsedClaims;
import io.penstock.db.control.Cancellations;
import io.penstock.db.control.Expirations;
import io.penstock.db.database.Database;
import io.penstock.db.error.ErrorGroups;
import io.penstock.db.error.Sightings;
import io.penstock.db.event.UnsentEndings;
import io.penstock.db.fleet.LaneLoads;
import io.penstock.db.fleet.Workers;
import io.penstock.db.gate.DueJobs;
import io.penstock.db.gate.Flows;
import io.penstock.db.gate.Gates;
import io.penstock.db.gate.Unclaimed;
import io.penstock.db.limit.Limits;
import io.penstock.db.pause.Pauses;
import io.penstock.db.retention.Forgetting;
import io.penstock.db.retention.IdempotencyKeys;
import io.penstock.db.retention.OldNotices;
import io.penstock.db.retention.Partitions;
import io.penstock.db.retention.ResultDays;
import io.penstock.db.retention.UniqueWindows;
import io.penstock.db.schedule.DueSchedules;
import io.penstock.db.schedule.Firings;
import io.penstock.db.schedule.Targets;
import io.penstock.db.schedule.WaitingFirings;
import io.penstock.db.submission.Submissions;
import io.penstock.db.tenant.Tenants;
import io.penstock.db.usage.UseOfModels;
import io.penstock.db.webhook.OwedBatchCallbacks;
import io.penstock.db.webhook.OwedCallbacks;
import io.penstock.dispatch.dispatcher.Dispatching;
import io.penstock.dispatch.event.JobEvent;
import io.penstock.dispatch.event.JobEvents;
import io.penstock.dispatch.lane.LaneSettings;
import io.penstock.dispatch.loop.Loop;
import io.penstock.scheduler.analysis.AnalysisConfiguration;
import io.penstock.scheduler.artifact.PruneArtifacts;
import io.penstock.scheduler.batch.EndBatches;
import io.penstock.scheduler.bulk.BulkConfiguration;
import io.penstock.scheduler.cron.FireSchedules;
import io.penstock.scheduler.dispatch.DispatchTick;
import io.penstock.scheduler.end.EndWaiting;
import io.penstock.scheduler.errand.Executions;
import io.penstock.scheduler.error.CountErrors;
import io.penstock.scheduler.event.TellEndings;
import io.penstock.scheduler.forget.Forget;
import io.penstock.scheduler.limit.DeclareLimits;
import io.penstock.scheduler.limit.DeclaredLimit;
import io.penstock.scheduler.load.MeasureLanes;
import io.penstock.scheduler.load.NoteFlows;
import io.penstock.scheduler.pause.EndPauses;
import io.penstock.scheduler.prune.Prune;
import io.penstock.scheduler.prune.RetentionSettings;
import io.penstock.scheduler.rescue.Rescue;
import io.penstock.scheduler.tenant.DeclareWeights;
import io.penstock.scheduler.webhook.MakeDeliveries;
import io.penstock.store.OldArtifacts;
import io.penstock.store.StoreConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/** The background duties, as a process wires them: a loop each. Any number of schedulers may run them at once. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RetentionSettings.class)
@Import({StoreConfiguration.class, RequestConfiguration.class, AnalysisConfiguration.class, BulkConfiguration.class})
public class SchedulerConfiguration {

    @Bean
    Executions executions(Database database) {
        return new Executions(database.pool());
    }

    @Bean
    Loop dispatchTick(
            Database database,
            Gates gates,
            Unclaimed unclaimed,
            JobEvents events,
            Dispatching dispatching,
            LaneSettings settings) {
        var tick = new DispatchTick(new DueJobs(database, gates), unclaimed, events, dispatching, settings);
        return Loop.start("dispatch-tick", tick);
    }

    @Bean
    Loop declareLimits(Environment environment, Database database, Limits limits) {
        var declared = DeclaredLimit.of(Binder.get(environment));
        return Loop.start("declare-limits", new DeclareLimits(declared, limits, new Tenants(database.jdbi())));
    }

    @Bean
    Loop declareWeights(Environment environment, Database database) {
        var weights = DeclareWeights.of(Binder.get(environment));
        return Loop.start("declare-weights", new DeclareWeights(weights, new Tenants(database.jdbi())));
    }

    @Bean
    Loop endPauses(Database database, Limits limits) {
        return Loop.start("end-pauses", new EndPauses(new Pauses(database.jdbi(), limits)));
    }

    @Bean
    Loop fireSchedules(Database database, Targets targets, Submissions submissions, MeterRegistry meters) {
        var jdbi = database.jdbi();
        var due = new DueSchedules(jdbi, targets, submissions);
        var waiting = new WaitingFirings(jdbi, targets, submissions);
        return Loop.start("fire-schedules", new FireSchedules(due, waiting, meters));
    }

    @Bean
    Loop rescue(Database database, Gates gates, JobEvents events, Dispatching dispatching, MeterRegistry meters) {
        var lapsedClaims = new LapsedClaims(database, gates, rescued -> events.offer(JobEvent.rescued(rescued)));
        return Loop.start("rescue", new Rescue(lapsedClaims, dispatching, meters));
    }

    @Bean
    Loop endings(Database database, JobEvents events) {
        return Loop.start("endings", new TellEndings(new UnsentEndings(database.jdbi()), events));
    }

    @Bean
    Loop endWaiting(Database database, MeterRegistry meters) {
        var jdbi = database.jdbi();
        return Loop.start("end-waiting", new EndWaiting(new Expirations(jdbi), new Cancellations(jdbi), meters));
    }

    @Bean
    Loop makeDeliveries(Database database, Submissions submissions) {
        var owed = new OwedCallbacks(database.jdbi(), submissions);
        var owedOfBatches = new OwedBatchCallbacks(database.jdbi(), submissions);
        return Loop.start("make-deliveries", new MakeDeliveries(owed, owedOfBatches));
    }

    @Bean
    Loop endBatches(Database database, MeterRegistry meters) {
        var jdbi = database.jdbi();
        return Loop.start("end-batches", new EndBatches(new UnfinishedBatches(jdbi), new Cancellations(jdbi), meters));
    }

    @Bean
    Loop measureLanes(Database database, MeterRegistry meters) {
        return Loop.start("measure-lanes", new MeasureLanes(new LaneLoads(database), meters));
    }

    @Bean
    Loop noteFlows(Database database) {
        return Loop.start("note-flows", new NoteFlows(new Flows(database.jdbi())));
    }

    @Bean
    Loop pruneArtifacts(OldArtifacts artifacts, MeterRegistry meters) {
        return Loop.start("prune-artifacts", new PruneArtifacts(artifacts, meters));
    }

    @Bean
    Loop forget(Database database, MeterRegistry meters) {
        return Loop.start("forget", new Forget(new Forgetting(database.jdbi()), meters));
    }

    @Bean
    Loop countErrors(Database database, MeterRegistry meters) {
        return Loop.start("count-errors", new CountErrors(new Sightings(database.jdbi()), meters));
    }

    @Bean
    Loop prune(Database database, RetentionSettings settings) {
        var jdbi = database.jdbi();
        return Loop.start(
                "prune",
                new Prune(
                        new Partitions(jdbi),
                        new ResultDays(jdbi),
                        new IdempotencyKeys(jdbi),
                        new UniqueWindows(jdbi),
                        new Workers(jdbi),
                        new KeptAnswers(database),
                        new Askings(database),
                        new UseOfModels(jdbi),
                        new OldNotices(jdbi),
                        new Firings(jdbi),
                        new OldAnalyses(jdbi),
                        new OldBulkOperations(jdbi),
                        new ErrorGroups(jdbi),
                        settings));
    }
}
