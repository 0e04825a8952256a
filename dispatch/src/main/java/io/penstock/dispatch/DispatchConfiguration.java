package io.penstock.dispatch;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.catalog.kind.Kinds;
import io.penstock.db.database.Database;
import io.penstock.db.fleet.LaneLoads;
import io.penstock.db.gate.Gates;
import io.penstock.db.gate.LimitedGates;
import io.penstock.db.gate.Unclaimed;
import io.penstock.db.limit.Limits;
import io.penstock.db.replay.Replays;
import io.penstock.db.submission.Submissions;
import io.penstock.dispatch.dispatcher.Dispatcher;
import io.penstock.dispatch.dispatcher.Dispatching;
import io.penstock.dispatch.event.EventSettings;
import io.penstock.dispatch.event.EventTopic;
import io.penstock.dispatch.event.JobEvent;
import io.penstock.dispatch.event.JobEvents;
import io.penstock.dispatch.lane.LaneSettings;
import io.penstock.dispatch.lane.Lanes;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/** The lanes and the events, and for a process that wants them a dispatcher and submissions. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({LaneSettings.class, EventSettings.class})
public class DispatchConfiguration {

    @Bean
    Lanes lanes(LaneSettings settings) {
        return new Lanes(settings);
    }

    @Bean
    EventTopic eventTopic(LaneSettings lanes, EventSettings settings) {
        return new EventTopic(lanes, settings);
    }

    @Bean
    JobEvents jobEvents(EventTopic topic, MeterRegistry meters) {
        return new JobEvents(topic, meters);
    }

    @Bean
    Gates gates(Database database) {
        return new Gates(database);
    }

    @Bean
    Limits limits(Database database) {
        return new Limits(database.jdbi());
    }

    @Bean
    LimitedGates limitedGates(Database database, Gates gates, LaneSettings settings) {
        return new LimitedGates(database, gates, settings.permit());
    }

    @Bean
    Unclaimed unclaimed(Database database, Gates gates) {
        return new Unclaimed(database, gates);
    }

    @Bean
    @Lazy
    LaneLoads laneLoads(Database database) {
        return new LaneLoads(database);
    }

    @Bean
    @Lazy
    Dispatching dispatching(
            Gates gates,
            LimitedGates limitedGates,
            Unclaimed unclaimed,
            LaneLoads loads,
            Lanes lanes,
            JobEvents events,
            LaneSettings settings,
            MeterRegistry meters) {
        return new Dispatching(new Dispatcher(gates, limitedGates, unclaimed, loads, lanes, events, settings, meters));
    }

    @Bean
    @Lazy
    Submissions submissions(Database database, Gates gates, JobEvents events, Dispatching dispatching) {
        return new Submissions(
                database.jdbi(),
                gates,
                (jobs, answers) -> events.submitted(JobEvent.of(jobs, answers)),
                dispatching::nudge);
    }

    @Bean
    @Lazy
    Replays replays(Database database, Gates gates, Kinds kinds, JobEvents events, Dispatching dispatching) {
        return new Replays(
                database.jdbi(),
                gates,
                kinds,
                (jobs, state) -> events.offer(JobEvent.replayed(jobs, state)),
                dispatching::nudge);
    }
}
