package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.db.job.JobId;
import io.penstock.db.tenant.Tenants;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The tests share an installation: they pause tenants and limits of their own, and one the lane of email, where nothing runs. */
class PauseTest {

    private final String name = "pause-" + JobId.next().uuid();
    private final TestClient client =
            TestApi.shared().client(TestApi.shared().bean(Tenants.class).named(name));

    private Answer pause(String what) {
        return client.post("/v1/pauses", "{" + what + ", \"reason\": \"They move house\"}")
                .is(201)
                .fits("Pause");
    }

    private Answer pauseMyself() {
        return pause("\"tenant\": \"" + name + "\"");
    }

    private Answer resume(String path) {
        return client.send(client.request("/v1/pauses/" + path).method("DELETE", BodyPublishers.noBody()));
    }

    private Answer job() {
        return client.post("/v1/jobs", "{\"kind\": \"probe\", \"payload\": {}}").is(202);
    }

    private Answer view(Answer job) {
        return client.get("/v1/jobs/" + job.text("/id")).is(200).fits("Job");
    }

    @Test
    void aPauseSaysWhoAndWhyAndUntilWhen() {
        var made = pause("\"until\": \"2099-01-01T00:00:00Z\", \"tenant\": \"" + name + "\"");
        assertThat(made.text("/scope")).isEqualTo("tenant");
        assertThat(made.text("/name")).isEqualTo(name);
        assertThat(made.text("/reason")).isEqualTo("They move house");
        assertThat(made.text("/by")).isEqualTo(name);
        assertThat(made.text("/until")).isEqualTo("2099-01-01T00:00:00Z");
        assertThat(client.get("/v1/pauses/tenant/" + name).is(200).fits("Pause").body())
                .isEqualTo(made.body());
    }

    @Test
    void toPauseItAgainGivesItAnotherEndAndReason() {
        var made = pause("\"until\": \"2099-01-01T00:00:00Z\", \"tenant\": \"" + name + "\"");
        var again = client.post("/v1/pauses", "{\"tenant\": \"" + name + "\", \"reason\": \"They like it there\"}")
                .is(201);
        assertThat(again.text("/reason")).isEqualTo("They like it there");
        assertThat(again.at("/until").isNull()).isTrue();
        assertThat(again.text("/paused_at")).isEqualTo(made.text("/paused_at"));
    }

    @Test
    void whatIsPausedIsResumedOnce() {
        pauseMyself();
        resume("tenant/" + name).is(204);
        resume("tenant/" + name).isProblem(404, "pause_not_found");
        client.get("/v1/pauses/tenant/" + name).isProblem(404, "pause_not_found");
    }

    @Test
    void aJobThatIsPausedIsTakenInAndSaysThatItWaitsAndUntilWhen() {
        var before = job();
        pause("\"until\": \"2099-01-01T00:00:00Z\", \"tenant\": \"" + name + "\"");
        var after = job();
        assertThat(after.text("/wait_reason")).isEqualTo("paused");
        assertThat(after.text("/next_eligible_at")).isEqualTo("2099-01-01T00:00:00Z");
        await().until(() -> view(after).text("/wait_reason").equals("paused"));
        assertThat(view(after).text("/next_eligible_at")).isEqualTo("2099-01-01T00:00:00Z");
        resume("tenant/" + name).is(204);
        assertThat(view(before).text("/wait_reason")).isNotEqualTo("paused");
    }

    @Test
    void toPauseALimitIsToCloseIt() {
        client.post("/v1/limits", "{\"name\": \"" + name + "\", \"concurrency\": {\"max\": 5}}")
                .is(201);
        pause("\"limit\": \"" + name + "\"");
        assertThat(client.get("/v1/limits/" + name).text("/closed/reason")).isEqualTo("They move house");
        resume("limit/" + name).is(204);
        resume("limit/" + name).is(404);
        assertThat(client.get("/v1/limits/" + name).at("/closed").isNull()).isTrue();
        client.post("/v1/limits/" + name + "/close", "{\"reason\": \"They moved again\"}")
                .is(200);
        assertThat(client.get("/v1/pauses/limit/" + name).is(200).fits("Pause").text("/reason"))
                .isEqualTo("They moved again");
    }

    @Test
    void aLaneIsPausedAndResumed() {
        assertThat(pause("\"lane\": \"email\"").text("/name")).isEqualTo("email");
        resume("lane/email").is(204);
    }

    @Test
    void aKindIsPausedAndResumed() {
        assertThat(pause("\"kind\": \"http.request\"").text("/scope")).isEqualTo("kind");
        resume("kind/http.request").is(204);
    }

    @Test
    void pausesAreListedPageByPage() {
        pauseMyself();
        TestApi.shared().bean(Tenants.class).named(name + "-2");
        pause("\"tenant\": \"" + name + "-2\"");
        var seen = new ArrayList<String>();
        @Nullable String token = null;
        do {
            var page = client.get("/v1/pauses?page_size=1" + (token == null ? "" : "&page_token=" + token))
                    .is(200)
                    .fits("PausePage");
            seen.add(page.text("/data/0/scope") + " " + page.text("/data/0/name"));
            var next = page.at("/next_page_token");
            token = next.isNull() ? null : next.stringValue();
        } while (token != null);
        assertThat(seen).contains("tenant " + name, "tenant " + name + "-2").doesNotHaveDuplicates();
    }
}
