package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.kind.Lane;
import io.penstock.db.fleet.LaneSlots;
import io.penstock.db.fleet.Worker.Identity;
import io.penstock.db.fleet.Workers;
import io.penstock.db.fleet.Workers.Events;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaneTest {

    /** Of its own: what is told is everybody's. */
    @AutoClose
    private static final TestApi API = TestApi.start(TestDatabase.fresh().url());

    private final TestClient client = API.newTenant();

    @Test
    void aLaneTellsItsLoadInNumbers() {
        var workers = new Workers(API.database().jdbi());
        int id = workers.join(
                Identity.named("w"), Set.of(Lane.HTTP), new LaneSlots(64, Map.of(Lane.HTTP, 8)), Duration.ofHours(1));
        workers.beat(id, Duration.ofHours(1), Events.NONE, Map.of(Lane.HTTP, 5));
        JobRows.in(API.database())
                .createdAt(Instant.now().minusSeconds(90))
                .since(Instant.now().minusSeconds(90))
                .insert();
        JobRows.in(API.database()).dispatched().insert();

        var load = client.get("/v1/lanes/http").is(200).fits("LaneLoad");

        assertThat(load.at("/depth").asInt()).isEqualTo(2);
        assertThat(load.at("/depth_capped").asBoolean()).isFalse();
        assertThat(load.at("/oldest_age_seconds").asDouble()).isBetween(90.0, 200.0);
        assertThat(load.at("/workers").asInt()).isEqualTo(1);
        assertThat(load.at("/slots").asInt()).isEqualTo(8);
        assertThat(load.at("/slots_busy").asInt()).isEqualTo(5);
        assertThat(load.at("/demand").asInt()).isEqualTo(7);
    }

    @Test
    void everyLaneIsListed() {
        var page = client.get("/v1/lanes").is(200).fits("LaneLoadPage");
        assertThat(page.at("/data").valueStream().map(lane -> lane.at("/lane").asString()))
                .containsExactly("ai", "analysis", "email", "payment", "http");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fax", "AI", "%20"})
    void anUnknownLaneIsNotFound(String lane) {
        client.get("/v1/lanes/" + lane).isProblem(404, "lane_not_found");
    }

    @Test
    void aStrangerIsToldNothing() {
        API.stranger().get("/v1/lanes/http").isProblem(401, "no_key");
    }
}
