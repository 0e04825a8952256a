package io.penstock.worker.ai;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.catalog.ai.AiAnalyze;
import io.penstock.catalog.ai.AiComplete;
import io.penstock.catalog.ai.AiDocument;
import io.penstock.catalog.ai.AiGenerate;
import io.penstock.catalog.ai.AiRefactor;
import io.penstock.catalog.kind.Kind;
import io.penstock.db.database.Database;
import io.penstock.db.limit.Limits;
import io.penstock.db.limit.Routes;
import io.penstock.dispatch.loop.Loop;
import io.penstock.worker.ai.cache.Sharing;
import io.penstock.worker.ai.deployment.DeclareDeployments;
import io.penstock.worker.ai.deployment.FleetDoors;
import io.penstock.worker.ai.provider.Provider;
import io.penstock.worker.ai.task.Analyze;
import io.penstock.worker.ai.task.Complete;
import io.penstock.worker.ai.task.Describe;
import io.penstock.worker.ai.task.Generate;
import io.penstock.worker.ai.task.Refactor;
import io.penstock.worker.handler.Handler;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The AI kinds of a worker. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AiSettings.class)
public class AiConfiguration {

    private static final List<String> KINDS = Stream.of(
                    AiGenerate.KIND, AiComplete.KIND, AiAnalyze.KIND, AiRefactor.KIND, AiDocument.KIND)
            .map(Kind::name)
            .toList();

    @Bean
    Routes routes(Database database) {
        return new Routes(database.jdbi(), new Limits(database.jdbi()));
    }

    @Bean
    Models models(AiSettings settings, ObjectProvider<Provider> own, Routes routes) {
        var providers = Stream.concat(Models.PROVIDERS.stream(), own.stream()).toList();
        return new Models(settings, providers, System.getenv(), new FleetDoors(routes), Clock.systemUTC());
    }

    @Bean
    Loop declareDeployments(AiSettings settings, Models models, Routes routes) {
        return Loop.start(
                "declare-deployments",
                new DeclareDeployments(routes, settings, models.routes(KINDS), models.outputs(), models::prices));
    }

    @Bean
    Sharing sharing(AiSettings settings, Database database, MeterRegistry meters) {
        return Sharing.in(
                database, settings.cache().ttl(), settings.cache().memory().toBytes(), meters);
    }

    @Bean
    Handler<?, ?> aiGenerate(Models models, Sharing sharing) {
        return new AiHandler<>(new Generate(), models, sharing);
    }

    @Bean
    Handler<?, ?> aiComplete(Models models, Sharing sharing) {
        return new AiHandler<>(new Complete(), models, sharing);
    }

    @Bean
    Handler<?, ?> aiAnalyze(Models models, Sharing sharing) {
        return new AiHandler<>(new Analyze(), models, sharing);
    }

    @Bean
    Handler<?, ?> aiRefactor(Models models, Sharing sharing) {
        return new AiHandler<>(new Refactor(), models, sharing);
    }

    @Bean
    Handler<?, ?> aiDocument(Models models, Sharing sharing) {
        return new AiHandler<>(new Describe(), models, sharing);
    }
}
