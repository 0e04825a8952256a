package io.penstock.standalone.role;

import io.penstock.db.database.Database;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.actuate.endpoint.web.EndpointMediaTypes;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** What every process has, whatever its roles: a web server for health and metrics. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class PenstockApplication {

    /** Health is JSON, as the contract says, and not of a type of the library's own. */
    @Bean
    EndpointMediaTypes mediaTypes() {
        return new EndpointMediaTypes("application/json");
    }

    /** Without Postgres a process can do nothing; without Kafka it still takes jobs in. */
    @Bean
    HealthIndicator postgres(Database database) {
        return () -> {
            try {
                database.jdbi().useHandle(handle -> handle.execute("SELECT 1"));
                return Health.up().build();
            } catch (RuntimeException e) {
                return Health.down()
                        .withDetail("error", "Postgres is out of reach")
                        .build();
            }
        };
    }
}
