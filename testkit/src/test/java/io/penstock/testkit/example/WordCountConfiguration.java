package io.penstock.testkit.example;

import io.penstock.catalog.kind.Kind;
import io.penstock.worker.handler.Handler;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
public class WordCountConfiguration {

    @Bean
    Kind<?, ?> wordCountKind() {
        return WordCount.KIND;
    }

    @Bean
    Handler<?, ?> wordCount() {
        return new WordCount();
    }
}
