package io.penstock.db;

import io.penstock.catalog.Catalog;
import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Kinds;
import io.penstock.db.analysis.Analyses;
import io.penstock.db.analysis.AnalysesSettings;
import io.penstock.db.artifact.Artifacts;
import io.penstock.db.database.Database;
import io.penstock.db.database.DatabaseClock;
import io.penstock.db.limit.Limits;
import io.penstock.db.request.AnalysisRequests;
import io.penstock.db.request.ItemRequests;
import io.penstock.db.request.JobRequests;
import io.penstock.db.request.TemplateCheck;
import io.penstock.db.schedule.Targets;
import io.penstock.db.template.CompiledTemplates;
import io.penstock.db.template.Templates;
import io.penstock.guard.AllowedHosts;
import io.penstock.source.archive.Archives;
import io.penstock.source.git.Repositories;
import java.time.Clock;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Reading what clients say of jobs, for a process that takes them in or submits them by itself. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AnalysesSettings.class)
public class RequestConfiguration {

    @Bean
    Kinds kinds(ObjectProvider<Kind<?, ?>> more) {
        return Catalog.kinds(more.stream().toList());
    }

    @Bean
    InstantSource clock(Database database) {
        return new DatabaseClock(database.jdbi(), Clock.systemUTC(), System::nanoTime);
    }

    @Bean
    JobRequests jobRequests(
            Kinds kinds, Limits limits, Artifacts artifacts, TemplateCheck templates, InstantSource clock) {
        return new JobRequests(kinds, limits, artifacts, templates, clock);
    }

    @Bean
    ItemRequests itemRequests(JobRequests jobs) {
        return new ItemRequests(jobs);
    }

    @Bean
    Analyses analyses(Database database) {
        return new Analyses(database.jdbi());
    }

    @Bean
    Repositories repositories(AnalysesSettings settings) {
        var allowed = AllowedHosts.of("penstock.analyses.allow", settings.allow());
        return new Repositories(
                allowed, AnalysesSettings.tokens(System.getenv()), settings.folderOrUsual(), Clock.systemUTC());
    }

    @Bean
    Archives archives(AnalysesSettings settings) {
        return new Archives(settings.folderOrUsual(), Clock.systemUTC());
    }

    @Bean
    AnalysisRequests analysisRequests(Artifacts artifacts, Analyses analyses, JobRequests jobs) {
        return new AnalysisRequests(artifacts, analyses, jobs);
    }

    @Bean
    Targets targets(JobRequests jobs, ItemRequests items, AnalysisRequests analyses) {
        return new Targets(jobs, items, analyses);
    }

    @Bean
    Templates templates(Database database) {
        return new Templates(database.jdbi());
    }

    @Bean
    CompiledTemplates compiledTemplates(Templates templates) {
        return new CompiledTemplates(templates);
    }

    @Bean
    TemplateCheck templateCheck(CompiledTemplates templates) {
        return new TemplateCheck(templates);
    }
}
