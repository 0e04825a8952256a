package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    private static final String TARGET = """
            "target": {"job": {"kind": "probe", "payload": {"note": "nightly"}, "tags": {"k": "v"}}}""";

    private static final String NIGHTLY = """
            {"name": "nightly", "cron": "30 2 * * *", "timezone": "Europe/Berlin", %s}""".formatted(TARGET);

    private final TestApi api = TestApi.shared();
    private final TestClient client = api.newTenant();

    private Answer create(String json) {
        return client.post("/v1/schedules", json).is(201).fits("Schedule");
    }

    private Answer put(String name, String json) {
        return client.send(client.request("/v1/schedules/" + name)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(json)));
    }

    private Answer order(TestClient who, String path) {
        return who.send(who.request("/v1/schedules/" + path).POST(BodyPublishers.noBody()));
    }

    private Answer order(String path) {
        return order(client, path);
    }

    private Answer trigger(String name, String key) {
        return client.send(client.request("/v1/schedules/" + name + "/trigger")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.noBody()));
    }

    private static List<String> texts(Answer page, String pointer) {
        return page.at("/data")
                .valueStream()
                .map(one -> one.at(pointer).stringValue())
                .toList();
    }

    @Test
    void aScheduleIsMadeWithItsDefaults() {
        var created = create(NIGHTLY);
        assertThat(created.header("Location")).isEqualTo("/v1/schedules/nightly");
        assertThat(created.text("/state")).isEqualTo("active");
        assertThat(created.text("/catch_up")).isEqualTo("latest");
        assertThat(created.text("/overlap")).isEqualTo("skip");
        assertThat(created.text("/jitter")).isEqualTo("PT0S");
        assertThat(created.at("/version").asInt()).isEqualTo(1);
        assertThat(created.at("/target/job/payload/note").stringValue()).isEqualTo("nightly");
        assertThat(created.text("/next_at")).isEqualTo(created.text("/next_due_at"));
        assertThat(client.get("/v1/schedules/nightly").is(200).fits("Schedule").json())
                .isEqualTo(created.json());
    }

    @Test
    void allThatIsSaidIsShown() {
        var created = create("""
                {"name": "all", "description": "Why", "every": "PT15M", "jitter": "PT30S", "starts_at": "2030-01-01T00:00:00Z",
                 "ends_at": "2031-01-01T00:00:00Z", "catch_up": "all", "max_catch_up": 7, "overlap": "queue", %s}""".formatted(TARGET));
        assertThat(created.text("/description")).isEqualTo("Why");
        assertThat(created.text("/every")).isEqualTo("PT15M");
        assertThat(created.at("/cron").isNull()).isTrue();
        assertThat(created.at("/timezone").isNull()).isTrue();
        assertThat(created.text("/next_at")).isEqualTo("2030-01-01T00:00:00Z");
        assertThat(Duration.between(
                        Instant.parse(created.text("/next_at")), Instant.parse(created.text("/next_due_at"))))
                .isBetween(Duration.ZERO, Duration.ofSeconds(30));
        assertThat(created.at("/max_catch_up").asInt()).isEqualTo(7);
    }

    @Test
    void aNameIsTakenOnceByEachTenant() {
        create(NIGHTLY);
        client.post("/v1/schedules", NIGHTLY).isProblem(409, "schedule_exists");
        api.newTenant().post("/v1/schedules", NIGHTLY).is(201);
    }

    @Test
    void othersSeeNothingOfIt() {
        create(NIGHTLY);
        var other = api.newTenant();
        other.get("/v1/schedules/nightly").isProblem(404, "schedule_not_found");
        other.get("/v1/schedules/nightly/firings").isProblem(404, "schedule_not_found");
        other.get("/v1/schedules/nightly/preview").isProblem(404, "schedule_not_found");
        other.get("/v1/schedules/nightly/explain").isProblem(404, "schedule_not_found");
        for (var verb : List.of("pause", "resume", "trigger")) {
            order(other, "nightly/" + verb).isProblem(404, "schedule_not_found");
        }
        other.send(other.request("/v1/schedules/nightly").DELETE()).isProblem(404, "schedule_not_found");
        assertThat(other.get("/v1/schedules").is(200).at("/data")).isEmpty();
        assertThat(client.get("/v1/schedules/nightly").is(200).text("/state")).isEqualTo("active");
    }

    @Test
    void theListGoesOn() {
        for (var name : List.of("c", "a", "b")) {
            create(NIGHTLY.replace("nightly\", \"cron", name + "\", \"cron"));
        }
        var page = client.get("/v1/schedules?page_size=2").is(200).fits("SchedulePage");
        assertThat(texts(page, "/name")).containsExactly("a", "b");
        var next = client.get("/v1/schedules?page_size=2&page_token=" + page.text("/next_page_token"));
        assertThat(texts(next.is(200), "/name")).containsExactly("c");
        assertThat(next.at("/next_page_token").isNull()).isTrue();
        client.get("/v1/schedules?page_token=A").isInvalidAt("/page_token");
        client.get("/v1/schedules?state=active").isInvalidAt("/state");
    }

    @Test
    void aChangeDefinesItAnew() {
        create(NIGHTLY);
        var changed = put("nightly", """
                {"every": "PT1H", "overlap": "allow", "version": 1, %s}""".formatted(TARGET)).is(200).fits("Schedule");
        assertThat(changed.at("/cron").isNull()).isTrue();
        assertThat(changed.text("/every")).isEqualTo("PT1H");
        assertThat(changed.at("/version").asInt()).isEqualTo(2);
        put("nightly", """
                {"every": "PT2H", "version": 1, %s}""".formatted(TARGET)).isProblem(409, "schedule_changed");
        assertThat(client.get("/v1/schedules/nightly").text("/every")).isEqualTo("PT1H");
        put("nightly", NIGHTLY).is(200);
        put("other", NIGHTLY).isInvalidAt("/name");
        put("other", "{\"every\": \"PT2H\", " + TARGET + "}").isProblem(404, "schedule_not_found");
    }

    @Test
    void itIsPausedAndResumed() {
        create(NIGHTLY);
        var paused = order("nightly/pause").is(200).fits("Schedule");
        assertThat(paused.text("/state")).isEqualTo("paused");
        assertThat(paused.at("/next_at").isNull()).isTrue();
        assertThat(client.get("/v1/schedules/nightly/explain")
                        .is(200)
                        .fits("ScheduleExplanation")
                        .text("/reasons/0/reason"))
                .isEqualTo("paused");
        assertThat(order("nightly/resume").is(200).text("/state")).isEqualTo("active");
        assertThat(client.get("/v1/schedules/nightly/explain").text("/reasons/0/reason"))
                .isEqualTo("time");
    }

    @Test
    void itIsDeletedOnce() {
        create(NIGHTLY);
        client.send(client.request("/v1/schedules/nightly").DELETE()).is(204);
        client.send(client.request("/v1/schedules/nightly").DELETE()).isProblem(404, "schedule_not_found");
    }

    @Test
    void thePreviewHasTenTimesAsTheZoneShowsThem() {
        create("""
                {"name": "p", "cron": "30 2 * * *", "timezone": "Europe/Berlin", "starts_at": "2027-03-27T00:00:00Z", %s}""".formatted(TARGET));
        var preview = client.get("/v1/schedules/p/preview").is(200).fits("SchedulePreview");
        assertThat(preview.at("/times")).hasSize(10);
        assertThat(preview.text("/times/0/local")).isEqualTo("2027-03-27T02:30+01:00");
        assertThat(preview.text("/times/1/local")).isEqualTo("2027-03-28T03:00+02:00");
        assertThat(preview.text("/times/1/at")).isEqualTo("2027-03-28T01:00:00Z");
        assertThat(preview.text("/times/1/due_at")).isEqualTo("2027-03-28T01:00:00Z");

        var unstored = client.post("/v1/schedules/preview", """
                {"cron": "30 2 * * *", "timezone": "Europe/Berlin", "starts_at": "2027-03-27T00:00:00Z"}""");
        assertThat(unstored.is(200).json()).isEqualTo(preview.json());
        var jittered = client.post("/v1/schedules/preview", """
                {"every": "PT1H", "jitter": "PT1M"}""").is(200).fits("SchedulePreview");
        assertThat(jittered.at("/times/0/due_at").isNull()).isTrue();
    }

    @Test
    void itFiresAtOnceAndItsJobIsFound() {
        var schedule = create(NIGHTLY);
        var firing = order("nightly/trigger").is(202).fits("Firing");
        assertThat(firing.text("/state")).isEqualTo("fired");
        assertThat(firing.text("/trigger")).isEqualTo("manual");
        assertThat(firing.text("/key")).startsWith(schedule.text("/id") + "@now:");
        assertThat(firing.text("/late")).isEqualTo("PT0S");

        var jobs = client.get("/v1/jobs?tag.penstock:schedule=nightly").is(200);
        assertThat(texts(jobs, "/id")).containsExactly(firing.text("/job_id"));
        var job = client.get("/v1/jobs/" + firing.text("/job_id")).is(200).fits("Job");
        assertThat(job.text("/tags/k")).isEqualTo("v");
        assertThat(job.text("/tags/penstock:firing")).isEqualTo(firing.text("/id"));

        var read = client.get("/v1/schedules/nightly").is(200).fits("Schedule");
        assertThat(read.at("/last_firing")).isEqualTo(firing.json());
        assertThat(read.text("/next_at")).isEqualTo(schedule.text("/next_at"));
        assertThat(client.get("/v1/schedules/nightly/explain").text("/reasons/1/firings/0/id"))
                .isEqualTo(firing.text("/id"));
    }

    @Test
    void withAKeyItFiresOnce() {
        create(NIGHTLY);
        var first = trigger("nightly", "a").is(202);
        var again = trigger("nightly", "a").is(202);
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(again.json()).isEqualTo(first.json());
        trigger("nightly", "b").is(202);
        trigger("nightly", "x".repeat(256)).isInvalidAt("");
        assertThat(client.get("/v1/jobs?tag.penstock:schedule=nightly").at("/data"))
                .hasSize(2);
    }

    @Test
    void theHistoryGoesOn() {
        create(NIGHTLY);
        for (var key : List.of("a", "b", "c")) {
            trigger("nightly", key).is(202);
        }
        var page =
                client.get("/v1/schedules/nightly/firings?page_size=2").is(200).fits("FiringPage");
        assertThat(texts(page, "/key")).allMatch(key -> key.contains("@now:")).hasSize(2);
        var token = page.text("/next_page_token");
        var next = client.get("/v1/schedules/nightly/firings?page_size=2&page_token=" + token)
                .is(200);
        assertThat(texts(next, "/key").getFirst()).endsWith("now:a");
        client.get("/v1/schedules/nightly/firings?state=fired&page_token=" + token)
                .isInvalidAt("/page_token");
        assertThat(client.get("/v1/schedules/nightly/firings?state=failed,skipped")
                        .is(200)
                        .at("/data"))
                .isEmpty();
        client.get("/v1/schedules/nightly/firings?state=lost").isInvalidAt("/state");
    }

    @Test
    void aBatchIsMadeByATriggerToo() {
        create("""
                {"name": "b", "cron": "@daily", "target": {"batch": {"items": [{"kind": "probe", "payload": {}}, {"kind": "probe", "payload": {}}]}}}""");
        var firing = order("b/trigger").is(202).fits("Firing");
        assertThat(firing.at("/job_id").isNull()).isTrue();
        var batch =
                client.get("/v1/batches/" + firing.text("/batch_id")).is(200).fits("Batch");
        assertThat(batch.at("/total").asInt()).isEqualTo(2);
        assertThat(batch.text("/tags/penstock:schedule")).isEqualTo("b");
    }

    @Test
    void whatHasBecomeInvalidIsNotFired() {
        client.send(client.request("/v1/templates/hello")
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString("{\"subject\": \"Hello\", \"text\": \"Hello\"}")))
                .is(201);
        create("""
                {"name": "mail", "cron": "@daily", "target": {"job": {"kind": "email.template",
                 "payload": {"template": "hello", "to": [{"email": "ada@example.com"}]}}}}""");
        trigger("mail", "a").is(202);
        client.send(client.request("/v1/templates/hello").DELETE()).is(204);
        var refused = trigger("mail", "b").isProblem(409, "target_invalid");
        assertThat(refused.pointers()).containsExactly("/target/job/payload/template");
        trigger("mail", "a").is(202);
        assertThat(client.get("/v1/schedules/mail/firings").at("/data")).hasSize(1);
    }
}
