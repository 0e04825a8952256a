package io.penstock.worker;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.db.artifact.Artifacts;
import io.penstock.db.aside.AsideSettings;
import io.penstock.db.claim.Claims;
import io.penstock.db.claim.Settlements;
import io.penstock.db.control.Cancellations;
import io.penstock.db.database.Database;
import io.penstock.db.effect.Effects;
import io.penstock.db.fleet.Workers;
import io.penstock.db.gate.Gates;
import io.penstock.db.limit.Limits;
import io.penstock.db.progress.Reports;
import io.penstock.db.submission.Submissions;
import io.penstock.db.webhook.DeliveryAttempts;
import io.penstock.db.webhook.Secrets;
import io.penstock.dispatch.event.JobEvent;
import io.penstock.dispatch.event.JobEvents;
import io.penstock.dispatch.lane.Lanes;
import io.penstock.store.ArtifactSettings;
import io.penstock.store.Shelf;
import io.penstock.store.StoreConfiguration;
import io.penstock.worker.ai.AiConfiguration;
import io.penstock.worker.analysis.AnalysisFilesHandler;
import io.penstock.worker.analysis.AnalysisSettings;
import io.penstock.worker.email.Emails;
import io.penstock.worker.email.MailSettings;
import io.penstock.worker.event.WorkerEvents;
import io.penstock.worker.handler.Handler;
import io.penstock.worker.handler.Handlers;
import io.penstock.worker.http.HttpRequestHandler;
import io.penstock.worker.http.HttpSettings;
import io.penstock.worker.intake.Crew;
import io.penstock.worker.intake.WorkerSettings;
import io.penstock.worker.payment.Payments;
import io.penstock.worker.payment.StripeSettings;
import io.penstock.worker.probe.ProbeHandler;
import io.penstock.worker.run.ArtifactAccess;
import io.penstock.worker.run.JobRunner;
import io.penstock.worker.run.Payloads;
import io.penstock.worker.webhook.WebhookDeliveryHandler;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** A worker, as a process wires it. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
    WorkerSettings.class,
    HttpSettings.class,
    StripeSettings.class,
    MailSettings.class,
    AnalysisSettings.class
})
@Import({AiConfiguration.class, StoreConfiguration.class})
public class WorkerConfiguration {

    @Bean
    ProbeHandler probeHandler() {
        return new ProbeHandler(Clock.systemUTC());
    }

    @Bean
    HttpRequestHandler httpRequestHandler(HttpSettings settings) {
        return new HttpRequestHandler(settings, Clock.systemUTC());
    }

    @Bean
    WebhookDeliveryHandler webhookDeliveryHandler(HttpSettings settings, Database database) {
        var jdbi = database.jdbi();
        return new WebhookDeliveryHandler(settings, new DeliveryAttempts(jdbi), new Secrets(jdbi), Clock.systemUTC());
    }

    @Bean
    AnalysisFilesHandler analysisFilesHandler(AnalysisSettings settings) {
        return AnalysisFilesHandler.of(settings);
    }

    @Bean
    Payments payments(StripeSettings settings) {
        return new Payments(settings, System.getenv(), Clock.systemUTC());
    }

    @Bean
    JobsOfJobs jobsOfJobs(Database database, Gates gates, JobEvents events) {
        return new JobsOfJobs(new Submissions(
                database.jdbi(), gates, (jobs, answers) -> events.submitted(JobEvent.of(jobs, answers)), lane -> {}));
    }

    /** Jobs that jobs make. Schedulers see that they are dispatched: a worker has no dispatcher. */
    record JobsOfJobs(Submissions submissions) implements AutoCloseable {

        @Override
        public void close() {
            submissions.close();
        }
    }

    @Bean
    Emails emails(MailSettings settings, Database database, JobsOfJobs jobs) {
        return new Emails(settings, database.jdbi(), jobs.submissions(), System.getenv(), Clock.systemUTC());
    }

    @Bean
    WorkerEvents workerEvents(JobEvents events) {
        return new WorkerEvents(events);
    }

    @Bean
    Settlements settlements(Database database, WorkerEvents events) {
        return new Settlements(database.jdbi(), events);
    }

    @Bean
    ArtifactAccess artifactAccess(Artifacts artifacts, Shelf shelf, ArtifactSettings settings) {
        return new ArtifactAccess(artifacts, shelf, settings.keep());
    }

    @Bean
    JobRunner jobRunner(
            WorkerSettings settings,
            Database database,
            Settlements settlements,
            AsideSettings aside,
            WorkerEvents events,
            List<Handler<?, ?>> handlers,
            Payments payments,
            Emails emails,
            ArtifactAccess artifacts,
            MeterRegistry meters) {
        return new JobRunner(
                new Handlers(Stream.of(handlers, payments.handlers(), emails.handlers())
                        .flatMap(List::stream)
                        .toList()),
                settlements,
                new Payloads(database.jdbi(), aside.room()),
                new Effects(database.jdbi()),
                artifacts,
                new Reports(database, events::reported),
                new Limits(database.jdbi()),
                Clock.systemUTC(),
                settings.grace(),
                meters);
    }

    @Bean
    Crew crew(
            WorkerSettings settings,
            Lanes lanes,
            Database database,
            Settlements settlements,
            WorkerEvents events,
            JobRunner runner,
            MeterRegistry meters) {
        return new Crew(
                settings,
                lanes,
                new Claims(database),
                settlements,
                new Workers(database.jdbi()),
                new Cancellations(database.jdbi()),
                events,
                runner,
                meters);
    }
}
