package io.penstock.standalone.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.standalone.role.Role;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** The commands that call a server, against all roles as they are in production. */
class CommandsTest {

    private final Installation installation = new Installation();
    private String url = "";

    @AfterEach
    void close() throws Exception {
        installation.close();
    }

    private ConfigurableApplicationContext start(Role... roles) {
        var process = installation.start(roles);
        url = Installation.url(process);
        return process;
    }

    private Typed penstock(String... arguments) {
        return Typed.at(url, installation.key(), arguments);
    }

    private static String firstWord(Typed typed) {
        return typed.out().split("\\s", 2)[0];
    }

    @Test
    void aJobIsSubmittedWaitedForAndRead() {
        start(Role.API, Role.WORKER, Role.SCHEDULER);

        var submitted = penstock("jobs", "submit", "probe", "--payload", "-", "--tag", "team=blue", "--wait", "30s");

        assertThat(submitted.code()).as(submitted.err()).isZero();
        assertThat(submitted.out()).contains(" is submitted.", " succeeded after ");
        var id = firstWord(submitted);
        assertThat(penstock("jobs", "result", id).json().get("note").asString()).isEqualTo("read");
        assertThat(penstock("jobs", "list", "--tag", "team=blue").out()).contains("STATE", id, "succeeded");
        assertThat(penstock("jobs", "list", "--tag", "team=red").out()).doesNotContain(id);
        assertThat(penstock("jobs", "get", id).out())
                .containsPattern("state +succeeded")
                .contains("team  blue");
        assertThat(penstock("jobs", "watch", id).code()).isZero();
    }

    @Test
    void theExitCodeSaysHowItEndedAndWhetherItDid() {
        start(Role.API, Role.WORKER, Role.SCHEDULER);

        var failed = penstock(
                "jobs", "submit", "probe", "--payload", "{\"fail_times\": 1, \"permanent\": true}", "--wait", "60s");
        assertThat(failed.code()).as(failed.out() + failed.err()).isEqualTo(1);

        var later = penstock("jobs", "submit", "probe", "--run-at", "1h", "--wait", "1500ms");
        assertThat(later.code()).isEqualTo(3);
        assertThat(later.err()).contains("is scheduled, and goes on there.");
        var id = firstWord(later);
        assertThat(penstock("jobs", "explain", id).out()).contains("Its time has not come.");
        assertThat(penstock("jobs", "cancel", id).out()).isEqualTo(id + " is cancelled.\n");
        assertThat(penstock("jobs", "watch", id).code()).isEqualTo(1);

        var refused = penstock("jobs", "submit", "probe", "--payload", "{\"oops\": 1}");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).isEqualTo("/payload/oops is not a known field.\n");
        assertThat(refused.out()).isEmpty();
    }

    @Test
    void ofSeveralPagesTheJsonIsOneDocumentAndOfOneItIsTheServersOwn() {
        var client = installation.client(start(Role.API));
        var lines = IntStream.range(0, 600)
                .mapToObj(nr -> "{\"kind\": \"probe\", \"payload\": {}, \"custom_id\": \"c%d\"}\n".formatted(nr))
                .collect(Collectors.joining());
        assertThat(client.stream(lines, "all").statusCode()).isEqualTo(202);

        assertThat(penstock("jobs", "list", "--json").out().strip())
                .isEqualTo(client.get("/v1/jobs").body());
        var all = penstock("jobs", "list", "--all", "--json").json();
        assertThat(all.get("next_page_token").isNull()).isTrue();
        assertThat(all.get("data")
                        .valueStream()
                        .map(job -> job.get("id").asString())
                        .distinct())
                .hasSize(600);
        assertThat(all.get("data").get(0))
                .isEqualTo(ApiClient.json(client.get("/v1/jobs")).get("data").get(0));
        assertThat(penstock("jobs", "list", "--limit", "550").out().lines()).hasSize(551);
        var page = penstock("jobs", "list");
        assertThat(page.out().lines()).hasSize(51);
        assertThat(page.err()).contains("There are more: --all");
    }

    /** The server looks at 5,000 for a page, and none of those is of that kind. */
    @Test
    void aListGoesOnUntilThereIsSomethingToShow() {
        var client = installation.client(start(Role.API));
        var rare = id(
                client.post(
                        "/v1/jobs",
                        "{\"kind\": \"http.request\", \"payload\": {\"method\": \"GET\", \"url\": \"https://partner.example/\"}}"));
        var lines = IntStream.range(0, 5001)
                .mapToObj(nr -> "{\"kind\": \"probe\", \"payload\": {}, \"custom_id\": \"c%d\"}\n".formatted(nr))
                .collect(Collectors.joining());
        assertThat(client.stream(lines, "all").statusCode()).isEqualTo(202);

        assertThat(ApiClient.json(client.get("/v1/jobs?kind=http.request"))
                        .get("data")
                        .size())
                .isZero();
        assertThat(penstock("jobs", "list", "--kind", "http.request").out()).contains(rare);
        assertThat(penstock("jobs", "list", "--kind", "http.request", "--json")
                        .json()
                        .at("/data/0/id")
                        .asString())
                .isEqualTo(rare);
    }

    @Test
    void aBatchIsWatchedToItsEndAndOneBadItemShowsInTheExitCode() {
        var client = installation.client(start(Role.API, Role.WORKER, Role.SCHEDULER));
        var good = id(client.post("/v1/batches", "{\"items\": [{\"kind\": \"probe\", \"payload\": {}}]}"));
        var bad = id(
                client.post(
                        "/v1/batches",
                        "{\"items\": [{\"kind\": \"probe\", \"payload\": {}}, {\"kind\": \"probe\", \"payload\": {\"oops\": 1}}]}"));

        var watched = penstock("batches", "watch", good);
        assertThat(watched.code()).isZero();
        assertThat(watched.out()).isEqualTo(good + " is finished: 1 succeeded\n");
        assertThat(penstock("batches", "watch", bad).code()).isEqualTo(1);
        assertThat(penstock("batches", "list").out()).contains(good, bad);
        assertThat(penstock("batches", "items", bad).out()).contains("/payload/oops is not a known field");
        assertThat(penstock("batches", "results", good).out()).contains("\"attempt\":1");
        assertThat(penstock("batches", "get", bad).out()).containsPattern("invalid +1");
        assertThat(penstock("batches", "cancel", good).code()).isEqualTo(2);
    }

    private static String id(HttpResponse<String> made) {
        return ApiClient.json(made).get("id").asString();
    }

    @Test
    void aLimitIsMadeChangedClosedOpenedOverriddenAndDeleted() {
        start(Role.API);

        assertThat(penstock("limits", "set", "partner", "--rate", "100/1m", "--burst", "10")
                        .out())
                .isEqualTo("partner is made.\n");
        assertThat(penstock("limits", "set", "partner", "--rate", "200/1m").out())
                .isEqualTo("partner is set.\n");
        assertThat(penstock("limits", "list").out()).containsPattern("partner +open +200 .*200 in 1 min");
        var closed = penstock("limits", "close", "partner", "--until", "10m", "--reason", "They are down");
        assertThat(closed.out()).startsWith("partner is closed until 20");
        assertThat(penstock("limits", "get", "partner").out()).contains("They are down", "(in 9 min)");
        assertThat(penstock("limits", "open", "partner").code()).isZero();
        assertThat(penstock("limits", "override", "partner", "500", "--until", "1h")
                        .out())
                .startsWith("partner lets 500 through until ");
        assertThat(penstock("limits", "end-override", "partner").code()).isZero();
        assertThat(penstock("limits", "delete", "partner").code()).isEqualTo(2);
        assertThat(penstock("limits", "delete", "partner", "--yes", "--reason", "gone")
                        .out())
                .isEqualTo("partner is deleted.\n");
        assertThat(penstock("limits", "get", "partner").code()).isEqualTo(2);
        assertThat(penstock("limits", "set", "mine", "--concurrency", "3", "--kind", "probe", "--json")
                        .json()
                        .get("kind")
                        .asString())
                .isEqualTo("probe");
        assertThat(penstock("lanes", "list").out()).contains("LANE", "payment");
        assertThat(penstock("lanes", "get", "http").out()).contains("slots_busy");
    }

    @Test
    void theWorkersAreShownWithWhatTheyRun() {
        var client = installation.client(start(Role.API, Role.WORKER, Role.SCHEDULER));
        var job = client.probe("{\"take_ms\": 60000}");
        client.await(job, "running");

        // Its slots in use are those of its last sign of life.
        await().until(() -> penstock("workers", "list", "--lane", "http").out().contains("http 1/64"));
        var list = penstock("workers", "list", "--state", "running", "--lane", "http");
        assertThat(list.out())
                .contains("HEARD", "http 1/64")
                .containsPattern("worker_\\d+ +worker +\\S.* running .* 1/320 +ai 0/64");
        var id = list.out().lines().toList().getLast().split(" ", 2)[0];
        assertThat(penstock("workers", "get", id).out())
                .containsPattern("state +running")
                .contains(job, "kind     probe");
        assertThat(penstock("workers", "jobs", id).out()).containsPattern(job + " +probe +tests +1 ");
        assertThat(penstock("workers", "jobs", id, "--json")
                        .json()
                        .at("/data/0/id")
                        .asString())
                .isEqualTo(job);
        assertThat(penstock("workers", "list", "--state", "gone").code()).isEqualTo(2);
        assertThat(penstock("workers", "get", "worker_999999999").code()).isEqualTo(2);
        assertThat(penstock("jobs", "cancel", job).code()).isZero();
    }

    @Test
    void aKeyShowsItsSecretOnceAndNoMore() {
        start(Role.API);

        var made = penstock("keys", "create", "--name", "deploy", "--role", "viewer", "--expires", "30d");
        var id = made.out().split(",", 2)[0];
        var secret = made.out().lines().toList().getLast();
        assertThat(secret).startsWith("pk_");
        assertThat(Typed.at(url, secret, "jobs", "list").code()).isZero();
        var refused = Typed.at(url, secret, "jobs", "submit", "probe");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("This needs the role submitter").doesNotContain(secret);

        var rotated = penstock("keys", "rotate", id, "--overlap", "0s");
        assertThat(rotated.out()).contains("pk_").doesNotContain(secret, "The former one");
        assertThat(penstock("keys", "list").out())
                .contains(id, "viewer", "in 29 d")
                .doesNotContain("pk_");
        assertThat(penstock("keys", "get", id).out()).contains("deploy").doesNotContain("pk_");
        assertThat(penstock("keys", "revoke", id, "--yes").code()).isZero();
        assertThat(penstock("keys", "list").out()).containsPattern(id + " .*revoked");
    }

    @Test
    void aScheduleIsPreviewedHeldTriggeredAndDeleted() {
        var client = installation.client(start(Role.API));
        client.post(
                "/v1/schedules",
                "{\"name\": \"nightly\", \"cron\": \"30 2 * * *\", \"timezone\": \"Europe/Berlin\", \"target\": {\"job\": {\"kind\": \"probe\", \"payload\": {}}}}");

        assertThat(penstock("schedules", "list").out())
                .containsPattern("nightly +active .*30 2 \\* \\* \\* \\(Europe/Berlin\\)");
        assertThat(penstock("schedules", "preview", "nightly").out().lines()).hasSize(11);
        assertThat(penstock("schedules", "preview", "--every", "90m", "--json")
                        .json()
                        .get("times")
                        .size())
                .isEqualTo(10);
        assertThat(penstock("schedules", "pause", "nightly").out()).isEqualTo("nightly is paused.\n");
        assertThat(penstock("schedules", "explain", "nightly").out()).contains("It was paused");
        assertThat(penstock("schedules", "resume", "nightly").out()).startsWith("nightly is active; next at ");
        assertThat(penstock("schedules", "trigger", "nightly", "--idempotency-key", "once")
                        .out())
                .contains("is triggered");
        assertThat(penstock("schedules", "firings", "nightly").out().lines()).hasSize(2);
        assertThat(penstock("schedules", "delete", "nightly", "--yes").out()).isEqualTo("nightly is deleted.\n");
        assertThat(penstock("schedules", "get", "nightly").code()).isEqualTo(2);
    }

    @Test
    void theLauncherRunsThemWithoutSpring() throws Exception {
        start(Role.API);
        var environment = Map.of(
                "PENSTOCK_URL",
                url,
                "PENSTOCK_API_KEY",
                installation.key(),
                "PENSTOCK_JAVA_OPTIONS",
                "-XX:TieredStopAtLevel=1 -Xlog:class+load:stdout");

        try (var list = PenstockProcess.start(environment, "jobs", "list")) {
            assertThat(list.exitCode()).as(list.output()).isZero();
            assertThat(list.output())
                    .contains("io.penstock.client.command.Jobs", "ATTEMPT")
                    .doesNotContain("org.springframework", "ch.qos.logback", installation.key());
        }
    }
}
