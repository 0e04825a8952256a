package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.ai.Severity;
import io.penstock.catalog.analysis.AnalyzedFile;
import io.penstock.catalog.analysis.Finding;
import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.catalog.json.Sha256;
import io.penstock.db.analysis.Analysis.Reports;
import io.penstock.db.analysis.AnalysisId;
import io.penstock.db.analysis.AnalysisRuns;
import io.penstock.db.analysis.AnalysisRuns.Taken;
import io.penstock.db.analysis.Hold;
import io.penstock.db.analysis.Inventory;
import io.penstock.db.analysis.NewFile;
import io.penstock.db.job.Failure;
import io.penstock.source.testing.Zips;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AnalysisTest {

    private final TestApi api = TestApi.shared();
    private final TestClient client = api.newTenant();
    private final AnalysisRuns runs = new AnalysisRuns(api.database().jdbi(), (handle, analysis) -> {});
    private final Inventory inventory = new Inventory(api.database().jdbi());
    private final String archive =
            upload("mill.zip", new Zips().file("mill/gate.py", "gate = 1\n").bytes());

    private String upload(String name, byte[] content) {
        return new FormBody()
                .file(name, "application/octet-stream", content)
                .send(client)
                .is(201)
                .text("/id");
    }

    private String request(String more) {
        return "{\"source\": {\"artifact\": \"%s\"}%s}".formatted(archive, more);
    }

    private String begin(String more) {
        return client.post("/v1/analyses", request(more))
                .is(202)
                .fits("Analysis")
                .text("/id");
    }

    private Answer withKey(String key, String body) {
        return client.send(client.request("/v1/analyses")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body)));
    }

    private Answer cancel(String id) {
        return client.send(client.request("/v1/analyses/" + id + "/cancel").POST(BodyPublishers.noBody()));
    }

    /** As a scheduler does; others of other tests may come first. */
    private Hold take(String id) {
        var wanted = AnalysisId.parse(id).orElseThrow();
        return IntStream.range(0, 1000)
                .mapToObj(nr -> runs.take(1))
                .flatMap(List::stream)
                .map(Taken::hold)
                .filter(hold -> hold.id().equals(wanted))
                .findFirst()
                .orElseThrow();
    }

    private Hold withFiles(String id, int count) {
        var hold = take(id);
        var files = new ArrayList<NewFile>();
        for (int nr = 1; nr <= count; nr++) {
            var form = Sha256.of(id + nr);
            files.add(new NewFile(nr, "mill/f%04d.py".formatted(nr), "python", Sha256.of("x"), 9, form, form, form));
        }
        inventory.add(hold, files);
        var unpacked = inventory.unpacked(hold.id(), 0, count);
        inventory.pack(hold, 1, ArtifactId.parse(archive).orElseThrow(), unpacked.subList(0, count - 1));
        var found = unpacked.subList(0, count - 1).stream()
                .map(file -> found(file.path(), file.nr()))
                .toList();
        inventory.collect(hold, 1, found, (form, file) -> form, "gone");
        return hold;
    }

    private static AnalyzedFile found(String path, int nr) {
        var bad = new Finding("python/eval", Severity.HIGH, "It runs text.", nr, 1, nr, 5, "a" + nr);
        var mild = new Finding("todo/todo", Severity.INFO, "To do.", nr + 1, 1, nr + 1, 5, "b" + nr);
        return new AnalyzedFile(path, "python", "0".repeat(64), List.of(bad, mild), 0, null, List.of(), List.of());
    }

    private List<String> paths(String id, String query) {
        return client.get("/v1/analyses/" + id + query)
                .is(200)
                .at("/data")
                .valueStream()
                .map(one -> one.at("/path").stringValue())
                .toList();
    }

    @Test
    void anAnalysisBeginsWithWhatWasSaid() {
        var begun = client.post("/v1/analyses", request(", \"tags\": {\"team\": \"mill\"}, \"fail_on\": \"high\""))
                .is(202)
                .fits("Analysis");
        assertThat(begun.header("Location")).isEqualTo("/v1/analyses/" + begun.text("/id"));
        assertThat(begun.text("/state")).isEqualTo("queued");
        assertThat(begun.text("/name")).isEqualTo("mill.zip");
        assertThat(begun.text("/tags/team")).isEqualTo("mill");
        assertThat(begun.text("/request/fail_on")).isEqualTo("high");
        assertThat(client.get("/v1/analyses/" + begun.text("/id")).is(200).json())
                .isEqualTo(begun.json());
        api.newTenant().get("/v1/analyses/" + begun.text("/id")).isProblem(404, "analysis_not_found");
        client.get("/v1/analyses/job_0199e1d2c3b47a5e8f901234567890ab").isInvalidAt("/id");
    }

    @Test
    void aKeyBeginsOne() {
        var first = withKey("night", request("")).is(202);
        var again = withKey("night", request("")).is(202);
        assertThat(again.text("/id")).isEqualTo(first.text("/id"));
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        withKey("night", request(", \"priority\": 1")).isProblem(422, "idempotency_key_reused");
    }

    @Test
    void theyAreListedTheNewestFirst() {
        var ids = List.of(begin(""), begin(", \"name\": \"other\""), begin(""));
        var page = client.get("/v1/analyses?page_size=2").is(200).fits("AnalysisPage");
        assertThat(page.at("/data").valueStream().map(one -> one.at("/id").stringValue()))
                .containsExactly(ids.get(2), ids.get(1));
        var next = client.get("/v1/analyses?page_size=2&page_token=" + page.text("/next_page_token"));
        assertThat(next.text("/data/0/id")).isEqualTo(ids.getFirst());
        assertThat(client.get("/v1/analyses?name=other").text("/data/0/id")).isEqualTo(ids.get(1));
        assertThat(client.get("/v1/analyses?state=failed").at("/data").isEmpty())
                .isTrue();
        client.get("/v1/analyses?state=lost").isInvalidAt("/state");
    }

    @Test
    void whatIsFoundCanBeReadWhileItRuns() {
        var id = begin("");
        withFiles(id, 5);
        var now = client.get("/v1/analyses/" + id).is(200).fits("Analysis");
        assertThat(now.text("/state")).isEqualTo("running");
        assertThat(now.at("/files").toString()).isEqualTo("{\"files\":5,\"done\":4,\"reused\":0,\"failed\":0}");
        var files =
                client.get("/v1/analyses/" + id + "/files?page_size=4").is(200).fits("AnalyzedFilePage");
        assertThat(files.text("/data/0/findings/0/rule")).isEqualTo("python/eval");
        var last = client.get("/v1/analyses/" + id + "/files?page_token=" + files.text("/next_page_token"));
        assertThat(last.text("/data/0/state")).isEqualTo("pending");
        client.get("/v1/analyses/" + id + "/report.json").isProblem(409, "no_report");
    }

    @Test
    void findingsAreChosenBySeverityRuleAndPath() {
        var id = begin("");
        withFiles(id, 5);
        client.get("/v1/analyses/" + id + "/findings").is(200).fits("FindingPage");
        assertThat(paths(id, "/findings")).hasSize(8);
        assertThat(paths(id, "/findings?severity=high,critical")).hasSize(4);
        assertThat(paths(id, "/findings?rule=todo/&path=mill/f0002")).containsExactly("mill/f0002.py");
        assertThat(paths(id, "/findings?rule=go/")).isEmpty();
        client.get("/v1/analyses/" + id + "/findings?severity=worst").isInvalidAt("/severity");
        client.get("/v1/analyses/" + id + "/findings?page_token=x").isInvalidAt("/page_token");
        client.get("/v1/analyses/" + id + "/findings?more=x").isInvalidAt("/more");
    }

    @Test
    void allFindingsAreOnOnePageOrAnother() {
        var id = begin("");
        withFiles(id, 450);
        var all = new ArrayList<String>();
        String token = "0";
        while (token != null) {
            var page = client.get("/v1/analyses/" + id + "/findings?page_size=100&page_token=" + token)
                    .is(200);
            page.at("/data").forEach(one -> all.add(one.at("/fingerprint").stringValue()));
            token = page.at("/next_page_token").isNull() ? null : page.text("/next_page_token");
        }
        assertThat(all).hasSize(898).doesNotHaveDuplicates();
    }

    @Test
    void reportsAreDownloadedOnceThereAreSome() {
        var id = begin("");
        var hold = take(id);
        var reports = Stream.of("json", "sarif", "html")
                .map(form -> ArtifactId.parse(upload("report." + form, ("as " + form).getBytes(StandardCharsets.UTF_8)))
                        .orElseThrow())
                .toList();
        runs.succeed(hold, "{\"files\": 5}", "1", new Reports(reports.get(0), reports.get(1), reports.get(2)), true);
        var ended = client.get("/v1/analyses/" + id).is(200).fits("Analysis");
        assertThat(ended.at("/summary/files").asInt()).isEqualTo(5);
        assertThat(ended.at("/passed").asBoolean()).isTrue();
        for (var form : List.of("json", "sarif", "html")) {
            var path = ended.text("/reports/" + form + "/path");
            assertThat(client.get(path).is(200).body()).isEqualTo("as " + form);
            api.newTenant().get(path).isProblem(404, "analysis_not_found");
        }
        cancel(id).isProblem(409, "analysis_finished");
    }

    @Test
    void theHistoryOfAScheduleSaysWhyItsAnalysisFailed() {
        var target =
                "{\"name\": \"nightly\", \"every\": \"PT1H\", \"target\": {\"analysis\": %s}}".formatted(request(""));
        client.post("/v1/schedules", target).is(201);
        var firing = client.send(client.request("/v1/schedules/nightly/trigger").POST(BodyPublishers.noBody()))
                .is(202)
                .fits("Firing");
        assertThat(firing.at("/analysis_error").isNull()).isTrue();

        runs.fail(take(firing.text("/analysis_id")), new Failure("archive_broken", "The zip has no end."));

        var history = client.get("/v1/schedules/nightly/firings").is(200).fits("FiringPage");
        assertThat(history.text("/data/0/state")).isEqualTo("fired");
        assertThat(history.text("/data/0/analysis_error/code")).isEqualTo("archive_broken");
        assertThat(history.text("/data/0/analysis_error/message")).isEqualTo("The zip has no end.");
        var last = client.get("/v1/schedules/nightly").is(200).fits("Schedule");
        assertThat(last.text("/last_firing/analysis_error/code")).isEqualTo("archive_broken");
    }

    @Test
    void toCancelTwiceIsToCancel() {
        var id = begin("");
        assertThat(cancel(id)
                        .is(202)
                        .fits("Analysis")
                        .at("/cancel_requested_at")
                        .isNull())
                .isFalse();
        cancel(id).is(202);
        runs.cancel(take(id));
        assertThat(cancel(id).is(200).text("/state")).isEqualTo("cancelled");
    }
}
