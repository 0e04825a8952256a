package io.penstock.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.db.DatabaseConfiguration;
import io.penstock.dispatch.DispatchConfiguration;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** A process that is the front door and nothing else. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({ApiConfiguration.class, DatabaseConfiguration.class, DispatchConfiguration.class})
class TestApplication {

    @Bean
    MeterRegistry meters() {
        return new SimpleMeterRegistry();
    }
}
