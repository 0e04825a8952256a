package io.penstock.db;

import io.penstock.db.aside.AsideSettings;
import io.penstock.db.database.Database;
import io.penstock.db.database.DatabaseSettings;
import io.penstock.db.tenant.Tenants;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The database, as a process wires it. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({DatabaseSettings.class, AsideSettings.class})
public class DatabaseConfiguration {

    @Bean
    Database database(DatabaseSettings settings) {
        return Database.open(settings);
    }

    @Bean
    Tenants tenants(Database database) {
        return new Tenants(database.jdbi());
    }
}
