package io.penstock.worker.ai;

import io.penstock.worker.ai.provider.Provider;
import io.penstock.worker.ai.task.Analyze;
import io.penstock.worker.ai.task.Complete;
import io.penstock.worker.ai.task.Describe;
import io.penstock.worker.ai.task.Generate;
import io.penstock.worker.ai.task.Refactor;
import io.penstock.worker.handler.Handler;
import java.time.Clock;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The AI kinds of a worker. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AiSettings.class)
public class AiConfiguration {

    @Bean
    Models models(AiSettings settings, ObjectProvider<Provider> own) {
        var providers = Stream.concat(Models.PROVIDERS.stream(), own.stream()).toList();
        return new Models(settings, providers, System.getenv(), Clock.systemUTC());
    }

    @Bean
    Handler<?, ?> aiGenerate(Models models) {
        return new AiHandler<>(new Generate(), models);
    }

    @Bean
    Handler<?, ?> aiComplete(Models models) {
        return new AiHandler<>(new Complete(), models);
    }

    @Bean
    Handler<?, ?> aiAnalyze(Models models) {
        return new AiHandler<>(new Analyze(), models);
    }

    @Bean
    Handler<?, ?> aiRefactor(Models models) {
        return new AiHandler<>(new Refactor(), models);
    }

    @Bean
    Handler<?, ?> aiDocument(Models models) {
        return new AiHandler<>(new Describe(), models);
    }
}
