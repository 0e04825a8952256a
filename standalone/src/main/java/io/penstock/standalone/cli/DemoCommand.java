package io.penstock.standalone.cli;

import io.penstock.catalog.json.Json;
import io.penstock.standalone.dev.DevService;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Shows each kind of job at work, through the front door as any client would. */
@Command(
        name = "demo",
        description = "Run the whole service on this machine and show it at work.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

    private static final long PATIENCE = TimeUnit.MINUTES.toNanos(2);
    private static final int NOT_MODIFIED = 304;

    @Mixin
    private final ServiceOptions options = new ServiceOptions();

    @Option(names = "--once", description = "End after the jobs; the exit code is 0 only if each ended as it should.")
    private boolean once;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final HttpClient client = HttpClient.newHttpClient();

    private record Show(String what, String expected, String job) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        // The service calls itself to show an HTTP job, which no job may do unless its operator said so.
        var service = options.start(Map.of("penstock.http.allow", "127.0.0.1"));
        DevCommand.Stopping.onSignal(service);
        var out = spec.commandLine().getOut();
        out.println("Penstock is ready at " + service.url());
        boolean asExpected = show(service, out);
        if (once) {
            return asExpected ? 0 : 1;
        }
        out.println("Where to look next:");
        out.println("  %s/openapi.json  the contract".formatted(service.url()));
        out.println("  %s/metrics       the figures".formatted(service.url()));
        out.println(DevCommand.trial(service));
        DevCommand.sandbox(service, out);
        out.flush();
        DevCommand.Stopping.untilSignal();
        return 0;
    }

    private static List<Show> shows(DevService service) {
        return List.of(
                new Show("a probe that works for a second", "succeeded", """
                        {"kind": "probe", "payload": {"take_ms": 1000, "note": "hello"}}"""),
                new Show("a probe whose first attempt fails, tried again", "succeeded", """
                        {"kind": "probe", "payload": {"fail_times": 1, "note": "second time lucky"}}"""),
                new Show("a probe that fails for good", "failed", """
                        {"kind": "probe", "payload": {"fail_times": 1, "permanent": true}}"""),
                new Show("a model writes; its text is streamed", "succeeded", """
                        {"kind": "ai.generate", "payload": {"language": "java", "content": "Reverse a string", "stream": true}}"""),
                new Show("a model completes a line at the cursor", "succeeded", """
                        {"kind": "ai.complete", "payload": {"language": "java", "content": "int max = Math.;", "cursor": 15}}"""),
                new Show("a model looks for mistakes", "succeeded", """
                        {"kind": "ai.analyze", "payload": {"language": "python", "content": "eval(input())", "focus": ["security"]}}"""),
                new Show("a model changes code; its diff is applied before it is returned", "succeeded", """
                        {"kind": "ai.refactor", "payload": {"language": "java", "content": "if (a == true) return true; else return false;"}}"""),
                new Show("a model documents code", "succeeded", """
                        {"kind": "ai.document", "payload": {"language": "go", "content": "func Reverse(s string) string"}}"""),
                new Show("an HTTP call, to this service itself", "succeeded", """
                        {"kind": "http.request", "payload": {"url": "%s/health/live"}}""".formatted(service.url())),
                new Show("an HTTP call to a private address, refused", "failed", """
                        {"kind": "http.request", "payload": {"url": "http://169.254.169.254/"}}"""));
    }

    private boolean show(DevService service, PrintWriter out) throws IOException, InterruptedException {
        boolean all = true;
        for (var show : shows(service)) {
            out.println();
            out.println(show.what);
            out.println("  POST /v1/jobs " + show.job);
            out.flush();
            var job = follow(
                    service, call(service, "/v1/jobs", show.job).get("id").asString(), out);
            var state = job.get("state").asString();
            all &= state.equals(show.expected);
            out.println("  " + ending(service, job));
        }
        out.println();
        out.println(all ? "Each job ended as it should." : "Not every job ended as it should.");
        out.flush();
        return all;
    }

    /** Prints each change of state, with the time since the submit. */
    private JsonNode follow(DevService service, String id, PrintWriter out) throws IOException, InterruptedException {
        long began = System.nanoTime();
        var seen = "";
        var request = request(service, "/v1/jobs/" + id);
        while (System.nanoTime() - began < PATIENCE) {
            var response = client.send(request.build(), BodyHandlers.ofString());
            if (response.statusCode() != NOT_MODIFIED) {
                var job = json(response);
                var state = job.get("state").asString();
                if (!state.equals(seen)) {
                    out.printf("  %5d ms  %s%n", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began), state);
                    out.flush();
                    seen = state;
                }
                if (!job.get("finished_at").isNull()) {
                    return job;
                }
            }
            response.headers().firstValue("ETag").ifPresent(tag -> request.setHeader("If-None-Match", tag));
            request.setHeader("Prefer", "wait=30");
        }
        throw new IllegalStateException("The job " + id + " did not end within two minutes; it is " + seen + ".");
    }

    private String ending(DevService service, JsonNode job) throws IOException, InterruptedException {
        return job.get("state").asString().equals("succeeded")
                ? "result: "
                        + shortened(call(service, "/v1/jobs/" + job.get("id").asString() + "/result", null)
                                .toString())
                : "error: " + shortened(job.get("error").toString());
    }

    private static String shortened(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + " …";
    }

    private JsonNode call(DevService service, String path, @org.jspecify.annotations.Nullable String body)
            throws IOException, InterruptedException {
        var request = request(service, path);
        return json(client.send(
                (body == null ? request : request.POST(BodyPublishers.ofString(body))).build(),
                BodyHandlers.ofString()));
    }

    private static HttpRequest.Builder request(DevService service, String path) {
        return HttpRequest.newBuilder(URI.create(service.url() + path))
                .header("Authorization", "Bearer " + service.key().secret())
                .header("Content-Type", "application/json");
    }

    private static JsonNode json(HttpResponse<String> response) {
        if (response.statusCode() >= 300) {
            throw new IllegalStateException(
                    "The service answered %d: %s".formatted(response.statusCode(), response.body()));
        }
        return Json.mapper().readTree(response.body());
    }
}
