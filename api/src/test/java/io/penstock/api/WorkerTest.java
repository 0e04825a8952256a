package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.kind.Lane;
import io.penstock.db.fleet.LaneSlots;
import io.penstock.db.fleet.Worker.Identity;
import io.penstock.db.fleet.Workers;
import io.penstock.db.fleet.Workers.Events;
import io.penstock.db.tenant.Role;
import io.penstock.db.tenant.Tenant;
import io.penstock.db.tenant.Tenants;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerTest {

    private static final Duration HOUR = Duration.ofHours(1);

    /** Of its own: the workers are everybody's. */
    @AutoClose
    private static final TestApi API = TestApi.start(TestDatabase.fresh().url());

    private final String name = "workers-" + UUID.randomUUID();
    private final Tenant tenant = API.bean(Tenants.class).named(name);
    private final Workers workers = API.bean(Workers.class);
    private final WorkerRows rows = WorkerRows.in(API.database());
    private final TestClient client = fleet(tenant);

    /** The least that suffices. */
    private static TestClient fleet(Tenant tenant) {
        API.client(tenant);
        return API.client(tenant, Role.METADATA_VIEWER);
    }

    private JobRows running(int worker) {
        return JobRows.in(API.database()).tenant(tenant.id()).running().worker(worker);
    }

    private static String id(int worker) {
        return "worker_" + worker;
    }

    private static List<String> ids(Answer page) {
        return page.is(200)
                .at("/data")
                .valueStream()
                .map(one -> one.at("/id").stringValue())
                .toList();
    }

    @Test
    void aWorkerIsShownWithItsSlotsAndWhatItRuns() {
        int worker = workers.join(
                new Identity("eu", "a-host", "1.2.3"),
                Set.of(Lane.HTTP, Lane.AI),
                new LaneSlots(64, Map.of(Lane.AI, 8)),
                HOUR);
        workers.beat(worker, HOUR, Events.NONE, Map.of(Lane.AI, 2, Lane.HTTP, 5));
        var job = running(worker).attempt(2).insert();

        var seen = client.get("/v1/workers/" + id(worker)).is(200).fits("Worker");
        assertThat(seen.text("/id")).isEqualTo(id(worker));
        assertThat(seen.text("/name")).isEqualTo("eu");
        assertThat(seen.text("/host")).isEqualTo("a-host");
        assertThat(seen.text("/version")).isEqualTo("1.2.3");
        assertThat(seen.text("/state")).isEqualTo("running");
        assertThat(seen.text("/since")).isEqualTo(seen.text("/started_at"));
        assertThat(Duration.between(
                        Instant.parse(seen.text("/last_heard_at")), Instant.parse(seen.text("/lease_until"))))
                .isEqualTo(HOUR);
        assertThat(seen.at("/slots").asInt()).isEqualTo(72);
        assertThat(seen.at("/slots_busy").asInt()).isEqualTo(7);
        assertThat(seen.at("/lanes").toString())
                .isEqualTo(
                        "[{\"lane\":\"ai\",\"slots\":8,\"slots_busy\":2},{\"lane\":\"http\",\"slots\":64,\"slots_busy\":5}]");
        assertThat(seen.at("/jobs")).hasSize(1);
        assertThat(seen.text("/jobs/0/id")).isEqualTo(job.toString());
        assertThat(seen.text("/jobs/0/tenant")).isEqualTo(name);
        assertThat(seen.text("/jobs/0/kind")).isEqualTo("probe");
        assertThat(seen.at("/jobs/0/attempt").asInt()).isEqualTo(2);
        assertThat(seen.text("/jobs/0/since")).isNotEmpty();

        var listed = client.get("/v1/workers?page_size=1").is(200).fits("WorkerPage");
        assertThat(ids(listed)).containsExactly(id(worker));
        assertThat(listed.at("/data/0/jobs").isMissingNode()).isTrue();
    }

    @Test
    void thoseThatStoppedAreListedOnlyWhenAskedFor() {
        int running = rows.alive();
        int draining = rows.alive();
        workers.drain(draining);
        int lost = rows.lapsed();
        int stopped = rows.alive();
        workers.leave(stopped, Events.NONE);
        assertThat(ids(client.get("/v1/workers").fits("WorkerPage")))
                .startsWith(id(lost), id(draining), id(running))
                .doesNotContain(id(stopped));
        assertThat(ids(client.get("/v1/workers?state=stopped"))).startsWith(id(stopped));
        assertThat(ids(client.get("/v1/workers?state=lost,draining"))).startsWith(id(lost), id(draining));
        assertThat(client.get("/v1/workers/" + id(stopped))
                        .is(200)
                        .fits("Worker")
                        .text("/state"))
                .isEqualTo("stopped");
    }

    @Test
    void theListHasPagesOfThoseThatServeALane() {
        int first = rows.alive();
        int second = rows.alive();
        int other = workers.join(Identity.named("ai"), Set.of(Lane.AI), new LaneSlots(1, Map.of()), HOUR);
        var path = "/v1/workers?lane=http&page_size=1";
        var page = client.get(path);
        assertThat(ids(page)).containsExactly(id(second));
        assertThat(ids(client.get(path + "&page_token=" + page.text("/next_page_token"))))
                .containsExactly(id(first));
        client.get("/v1/workers?lane=ai&page_token=" + page.text("/next_page_token"))
                .isInvalidAt("/page_token");
        assertThat(ids(client.get("/v1/workers?lane=ai&page_size=1"))).containsExactly(id(other));
    }

    @Test
    void allJobsOfAWorkerAreListedInPages() {
        int worker = rows.alive();
        var now = Instant.now();
        var oldest = running(worker).createdAt(now.minusSeconds(60)).since(now).insert();
        for (int i = 12; i > 0; i--) {
            running(worker)
                    .createdAt(now.minusSeconds(i))
                    .since(now.minusSeconds(i))
                    .insert();
        }
        var longest =
                client.get("/v1/workers/" + id(worker)).is(200).fits("Worker").at("/jobs");
        assertThat(longest).hasSize(10);
        assertThat(longest.toString()).doesNotContain(oldest.toString());
        var path = "/v1/workers/" + id(worker) + "/jobs?page_size=12";
        var page = client.get(path).is(200).fits("ClaimedJobPage");
        assertThat(ids(page)).hasSize(12).doesNotContain(oldest.toString());
        assertThat(ids(client.get(path + "&page_token=" + page.text("/next_page_token"))))
                .containsExactly(oldest.toString());
        client.get("/v1/workers/" + id(rows.alive()) + "/jobs?page_token=" + page.text("/next_page_token"))
                .isInvalidAt("/page_token");
    }

    @Test
    void whoDoesNotRunTheInstallationIsToldNothing() {
        int worker = rows.alive();
        var other = API.client(API.bean(Tenants.class).named(name + "-2"), Role.ADMIN);
        for (var path : List.of("", "/" + id(worker), "/" + id(worker) + "/jobs")) {
            other.get("/v1/workers" + path).isProblem(403, "forbidden");
        }
    }

    @Test
    void aWorkerThatIsNotThereIsNotFound() {
        client.get("/v1/workers/worker_999999999").isProblem(404, "worker_not_found");
        client.get("/v1/workers/worker_999999999/jobs").isProblem(404, "worker_not_found");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /v1/workers?state=dead                    | /state
            /v1/workers?lane=fax                      | /lane
            /v1/workers?host=a                        | /host
            /v1/workers?page_size=0                   | /page_size
            /v1/workers?page_token=a                  | /page_token
            /v1/workers/7                             | /id
            /v1/workers/worker_0                      | /id
            /v1/workers/worker_9999999999             | /id
            /v1/workers/worker_7/jobs?kind=probe      | /kind
            """)
    void aSlipInAQuestionIsNamed(String path, String pointer) {
        client.get(path).isInvalidAt(pointer);
    }
}
