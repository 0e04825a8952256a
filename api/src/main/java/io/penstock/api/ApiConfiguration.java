package io.penstock.api;

import io.penstock.analyzer.analysis.Analyzers;
import io.penstock.api.analysis.AnalysisController;
import io.penstock.api.analysis.AnalysisResultController;
import io.penstock.api.analysis.SourceCheck;
import io.penstock.api.artifact.ArtifactController;
import io.penstock.api.artifact.ContentController;
import io.penstock.api.artifact.Downloads;
import io.penstock.api.artifact.LinkController;
import io.penstock.api.artifact.Links;
import io.penstock.api.audit.AuditController;
import io.penstock.api.batch.BatchController;
import io.penstock.api.batch.BatchItemController;
import io.penstock.api.batch.ItemSources;
import io.penstock.api.batch.Uploads;
import io.penstock.api.budget.BudgetController;
import io.penstock.api.bulk.BulkController;
import io.penstock.api.cache.CacheController;
import io.penstock.api.caller.Callers;
import io.penstock.api.caller.Trail;
import io.penstock.api.control.CancelController;
import io.penstock.api.control.ResolveController;
import io.penstock.api.error.ErrorGroupController;
import io.penstock.api.explain.ExplainController;
import io.penstock.api.fleet.WorkerController;
import io.penstock.api.gate.GateController;
import io.penstock.api.hook.HookSettings;
import io.penstock.api.hook.SendGridHookController;
import io.penstock.api.hook.StripeHookController;
import io.penstock.api.inspect.HopsController;
import io.penstock.api.inspect.Ids;
import io.penstock.api.inspect.InspectController;
import io.penstock.api.inspect.JobView;
import io.penstock.api.key.KeyController;
import io.penstock.api.kind.KindController;
import io.penstock.api.lane.LaneController;
import io.penstock.api.limit.LimitController;
import io.penstock.api.mail.MailController;
import io.penstock.api.mail.SuppressionController;
import io.penstock.api.mail.UnsubscribeController;
import io.penstock.api.openapi.OpenApiController;
import io.penstock.api.pause.PauseController;
import io.penstock.api.problem.Problems;
import io.penstock.api.problem.RequestId;
import io.penstock.api.problem.ServerRefusals;
import io.penstock.api.query.Queries;
import io.penstock.api.replay.ReplayController;
import io.penstock.api.replay.RunController;
import io.penstock.api.schedule.FiringController;
import io.penstock.api.schedule.ScheduleController;
import io.penstock.api.schedule.ScheduleRequests;
import io.penstock.api.stream.EventStreamController;
import io.penstock.api.stream.JobStreamController;
import io.penstock.api.submit.JsonBodies;
import io.penstock.api.submit.SubmitController;
import io.penstock.api.template.TemplateController;
import io.penstock.api.template.TryTemplateController;
import io.penstock.api.tenant.TenantController;
import io.penstock.api.usage.UsageController;
import io.penstock.api.wait.Followers;
import io.penstock.api.wait.Looks;
import io.penstock.api.wait.Patiences;
import io.penstock.api.wait.WaitSettings;
import io.penstock.api.wait.Waiters;
import io.penstock.api.wait.Waits;
import io.penstock.api.webhook.DeliveryController;
import io.penstock.api.webhook.EndpointController;
import io.penstock.api.webhook.SecretController;
import io.penstock.catalog.json.Json;
import io.penstock.db.RequestConfiguration;
import io.penstock.db.analysis.AnalysesSettings;
import io.penstock.db.analysis.AnalysisResults;
import io.penstock.db.artifact.Artifacts;
import io.penstock.db.aside.AsideSettings;
import io.penstock.db.aside.Payloads;
import io.penstock.db.aside.Results;
import io.penstock.db.aside.Room;
import io.penstock.db.audit.Audits;
import io.penstock.db.batch.BatchItems;
import io.penstock.db.batch.Batches;
import io.penstock.db.batch.Receptions;
import io.penstock.db.bulk.BulkOperations;
import io.penstock.db.bulk.Plans;
import io.penstock.db.cache.KeptAnswers;
import io.penstock.db.claim.ClaimedJobs;
import io.penstock.db.control.Cancellations;
import io.penstock.db.control.Resolutions;
import io.penstock.db.database.Database;
import io.penstock.db.error.ErrorGroups;
import io.penstock.db.explain.Explanations;
import io.penstock.db.fleet.LaneLoads;
import io.penstock.db.fleet.Workers;
import io.penstock.db.gate.GateLoads;
import io.penstock.db.job.Hops;
import io.penstock.db.job.JobPages;
import io.penstock.db.job.Jobs;
import io.penstock.db.limit.Limits;
import io.penstock.db.link.LinkSecret;
import io.penstock.db.mail.MailNews;
import io.penstock.db.mail.Mails;
import io.penstock.db.mail.Suppressions;
import io.penstock.db.mail.UnsubscribeLinks;
import io.penstock.db.notice.Notices;
import io.penstock.db.pause.Pauses;
import io.penstock.db.progress.Reports;
import io.penstock.db.replay.PastRuns;
import io.penstock.db.request.ItemRequests;
import io.penstock.db.schedule.Firings;
import io.penstock.db.schedule.Schedules;
import io.penstock.db.schedule.Targets;
import io.penstock.db.schedule.Triggers;
import io.penstock.db.submission.Submissions;
import io.penstock.db.tenant.Accounts;
import io.penstock.db.tenant.ApiKeys;
import io.penstock.db.usage.UseOfModels;
import io.penstock.db.webhook.Deliveries;
import io.penstock.db.webhook.Endpoints;
import io.penstock.db.webhook.Redeliveries;
import io.penstock.db.webhook.Secrets;
import io.penstock.dispatch.event.EventTopic;
import io.penstock.dispatch.event.JobEvents;
import io.penstock.source.archive.Archives;
import io.penstock.source.git.Repositories;
import io.penstock.store.ArtifactSettings;
import io.penstock.store.Shelf;
import io.penstock.store.StoreConfiguration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

/** The front door, as a process wires it. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ApiSettings.class, WaitSettings.class, HookSettings.class})
@Import({
    SubmitController.class,
    InspectController.class,
    HopsController.class,
    CancelController.class,
    ReplayController.class,
    ResolveController.class,
    RunController.class,
    JobStreamController.class,
    EventStreamController.class,
    BatchController.class,
    BatchItemController.class,
    KindController.class,
    SecretController.class,
    DeliveryController.class,
    EndpointController.class,
    LimitController.class,
    LaneController.class,
    WorkerController.class,
    GateController.class,
    ExplainController.class,
    ErrorGroupController.class,
    BulkController.class,
    PauseController.class,
    BudgetController.class,
    CacheController.class,
    UsageController.class,
    ScheduleController.class,
    FiringController.class,
    TemplateController.class,
    TryTemplateController.class,
    StripeHookController.class,
    SendGridHookController.class,
    MailController.class,
    SuppressionController.class,
    UnsubscribeController.class,
    ArtifactController.class,
    ContentController.class,
    AnalysisController.class,
    AnalysisResultController.class,
    LinkController.class,
    StoreConfiguration.class,
    RequestConfiguration.class,
    KeyController.class,
    TenantController.class,
    AuditController.class,
    OpenApiController.class,
    Problems.class,
    RequestId.class
})
public class ApiConfiguration {

    @Bean
    JsonMapper jsonMapper() {
        return Json.mapper();
    }

    @Bean
    Jobs jobs(Database database) {
        return new Jobs(database.jdbi());
    }

    @Bean
    JobPages jobPages(Database database) {
        return new JobPages(database.jdbi());
    }

    @Bean
    Results results(Database database) {
        return new Results(database.jdbi());
    }

    @Bean
    Payloads payloads(Database database) {
        return new Payloads(database.jdbi());
    }

    @Bean
    PastRuns pastRuns(Database database) {
        return new PastRuns(database.jdbi());
    }

    @Bean
    Waiters waiters() {
        return new Waiters();
    }

    @Bean
    Looks looks(Database database) {
        return new Looks(database);
    }

    @Bean
    Waits waits(Waiters waiters, Looks looks, WaitSettings settings) {
        return new Waits(waiters, looks, settings);
    }

    @Bean
    Reports reports(Database database) {
        return new Reports(database);
    }

    @Bean
    Followers followers(EventTopic topic, JobEvents events, Waiters waiters, WaitSettings settings) {
        return new Followers(topic, events, waiters, settings);
    }

    @Bean
    Cancellations cancellations(Database database) {
        return new Cancellations(database.jdbi());
    }

    @Bean
    ItemSources itemSources(ItemRequests items, ApiSettings settings, Room roomForBodies) {
        return new ItemSources(items, settings.maxBody().toBytes(), roomForBodies);
    }

    @Bean
    Batches batches(Database database) {
        return new Batches(database.jdbi());
    }

    @Bean
    BatchItems batchItems(Database database) {
        return new BatchItems(database.jdbi());
    }

    @Bean
    Uploads uploads(Database database, Submissions submissions, Batches batches) {
        return new Uploads(new Receptions(database.jdbi(), submissions), batches);
    }

    @Bean
    Resolutions resolutions(Database database) {
        return new Resolutions(database.jdbi());
    }

    @Bean
    Secrets secrets(Database database) {
        return new Secrets(database.jdbi());
    }

    @Bean
    Deliveries deliveries(Database database) {
        return new Deliveries(database.jdbi());
    }

    @Bean
    Redeliveries redeliveries(Database database, Submissions submissions) {
        return new Redeliveries(database.jdbi(), submissions);
    }

    @Bean
    Endpoints endpoints(Database database) {
        return new Endpoints(database.jdbi());
    }

    @Bean
    Pauses pauses(Database database, Limits limits) {
        return new Pauses(database.jdbi(), limits);
    }

    @Bean
    Workers workers(Database database) {
        return new Workers(database.jdbi());
    }

    @Bean
    ClaimedJobs claimedJobs(Database database) {
        return new ClaimedJobs(database.jdbi());
    }

    @Bean
    GateLoads gateLoads(Database database) {
        return new GateLoads(database);
    }

    @Bean
    Notices notices(Database database) {
        return new Notices(database.jdbi());
    }

    @Bean
    MailNews mailNews(Database database) {
        return new MailNews(database.jdbi());
    }

    @Bean
    Mails mails(Database database) {
        return new Mails(database.jdbi());
    }

    @Bean
    Suppressions suppressions(Database database) {
        return new Suppressions(database.jdbi());
    }

    @Bean
    LinkSecret linkSecret(Database database) {
        return new LinkSecret(database.jdbi());
    }

    @Bean
    UnsubscribeLinks unsubscribeLinks(LinkSecret secret) {
        return new UnsubscribeLinks(secret);
    }

    @Bean
    SourceCheck sourceCheck(
            Repositories repositories, Archives archives, Artifacts artifacts, Shelf shelf, AnalysesSettings settings) {
        return new SourceCheck(repositories, archives, Analyzers.usual(), artifacts, shelf, settings);
    }

    @Bean
    Downloads downloads(Artifacts artifacts, Shelf shelf) {
        return new Downloads(artifacts, shelf);
    }

    @Bean
    AnalysisResults analysisResults(Database database) {
        return new AnalysisResults(database.jdbi());
    }

    @Bean
    Links links(LinkSecret secret, ArtifactSettings settings, InstantSource clock) {
        return new Links(secret, settings, clock);
    }

    @Bean
    KeptAnswers keptAnswers(Database database) {
        return new KeptAnswers(database);
    }

    @Bean
    Hops hops(Database database) {
        return new Hops(database.jdbi());
    }

    @Bean
    UseOfModels useOfModels(Database database) {
        return new UseOfModels(database.jdbi());
    }

    @Bean
    Explanations explanations(Database database, Limits limits, Pauses pauses, LaneLoads loads) {
        return new Explanations(database, limits, pauses, loads);
    }

    @Bean
    Schedules schedules(Database database) {
        return new Schedules(database.jdbi());
    }

    @Bean
    Firings firings(Database database) {
        return new Firings(database.jdbi());
    }

    @Bean
    Triggers triggers(Database database, Targets targets, Submissions submissions) {
        return new Triggers(database.jdbi(), targets, submissions);
    }

    @Bean
    ScheduleRequests scheduleRequests(Targets targets, SourceCheck sources, InstantSource clock) {
        return new ScheduleRequests(targets, sources, clock);
    }

    @Bean
    ApiKeys apiKeys(Database database) {
        return new ApiKeys(database.jdbi());
    }

    @Bean
    Accounts accounts(Database database) {
        return new Accounts(database.jdbi());
    }

    @Bean
    Plans plans(Database database) {
        return new Plans(database.jdbi());
    }

    @Bean
    BulkOperations bulkOperations(Database database) {
        return new BulkOperations(database.jdbi());
    }

    @Bean
    ErrorGroups errorGroups(Database database) {
        return new ErrorGroups(database.jdbi());
    }

    @Bean
    Audits audits(Database database) {
        return new Audits(database.jdbi());
    }

    /** What the audit has of before a change is what their readers see. */
    @Bean
    Trail trail(
            Audits audits,
            Jobs jobs,
            AnalysisController analyses,
            ArtifactController artifacts,
            BatchController batches,
            BudgetController budgets,
            BulkController bulk,
            ErrorGroupController errors,
            KeyController keys,
            LimitController limits,
            PauseController pauses,
            ScheduleController schedules,
            SuppressionController suppressions,
            TemplateController templates,
            TenantController tenants) {
        return new Trail(
                audits,
                Map.ofEntries(
                        Map.entry("analysis", (caller, names) -> analyses.analysis(caller, names.getFirst())),
                        Map.entry("artifact", (caller, names) -> artifacts.artifact(caller, names.getFirst())),
                        Map.entry("batch", (caller, names) -> batches.batch(caller, names.getFirst())),
                        Map.entry("budget", (caller, names) -> budgets.budget(caller, names.getFirst())),
                        Map.entry("bulk_operation", (caller, names) -> bulk.operation(caller, names.getFirst())),
                        Map.entry("error_group", (caller, names) -> errors.group(caller, names.getFirst())),
                        Map.entry(
                                "job",
                                (caller, names) -> jobs.find(caller.tenantId(), Ids.job(names.getFirst()))
                                        .map(JobView::of)
                                        .orElse(null)),
                        Map.entry("key", (caller, names) -> keys.key(caller, names.getFirst())),
                        Map.entry("limit", (caller, names) -> limits.limit(caller, names.getFirst())),
                        Map.entry("pause", (caller, names) -> pauses.pause(caller, names.getFirst(), names.getLast())),
                        Map.entry("schedule", (caller, names) -> schedules.schedule(caller, names.getFirst())),
                        Map.entry("suppression", (caller, names) -> suppressions.suppression(caller, names.getFirst())),
                        Map.entry("template", (caller, names) -> templates.template(caller, names.getFirst())),
                        Map.entry("tenant", (caller, names) -> tenants.tenant(caller, names.getFirst()))));
    }

    @Bean
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> serverRefusals() {
        return tomcat -> tomcat.addContextCustomizers(context ->
                ((StandardHost) context.getParent()).setErrorReportValveClass(ServerRefusals.class.getName()));
    }

    /** Not the workers' too, should there be any in this process: a job may hold its payload for hours. */
    @Bean
    Room roomForBodies(AsideSettings settings) {
        return settings.room();
    }

    @Bean
    WebMvcConfigurer requestParts(ApiKeys keys, Trail trail, ApiSettings settings, Room roomForBodies) {
        var bodies = new JsonBodies(settings.maxBody(), roomForBodies);
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry interceptors) {
                interceptors.addInterceptor(bodies);
                interceptors.addInterceptor(trail);
            }

            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new Callers(keys, trail));
                resolvers.add(bodies);
                resolvers.add(new Queries());
                resolvers.add(new Patiences());
            }
        };
    }
}
