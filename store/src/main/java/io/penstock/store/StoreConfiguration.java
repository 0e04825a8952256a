package io.penstock.store;

import io.penstock.db.artifact.Artifacts;
import io.penstock.db.artifact.Deposits;
import io.penstock.db.artifact.Removals;
import io.penstock.db.database.Database;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The store, as a process wires it. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ArtifactSettings.class)
public class StoreConfiguration {

    @Bean
    Store store(ArtifactSettings settings) {
        return Store.of(settings, System.getenv());
    }

    @Bean
    Artifacts artifacts(Database database) {
        return new Artifacts(database.jdbi());
    }

    @Bean
    Shelf shelf(Store store, Database database, ArtifactSettings settings) {
        return new Shelf(store, new Deposits(database.jdbi()), new Removals(database.jdbi()), settings);
    }

    @Bean
    OldArtifacts oldArtifacts(Database database, Shelf shelf) {
        return new OldArtifacts(new Removals(database.jdbi()), shelf);
    }
}
