package io.penstock.standalone.analysis;

import io.penstock.client.server.Refused;
import io.penstock.client.server.Server;
import io.penstock.client.server.Unreachable;
import io.penstock.client.terminal.Colours;
import io.penstock.client.terminal.Exit;
import io.penstock.client.terminal.Progress;
import io.penstock.client.terminal.Shown;
import io.penstock.client.terminal.Stop;
import io.penstock.client.terminal.Terminal;
import io.penstock.source.selection.Selection;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One analysis from the command line: send, begin, follow, fetch the reports, tell what was found. */
public final class Analyzing {

    private static final Duration KEEP_UPLOAD = Duration.ofDays(7);
    private static final Set<String> BAD_SOURCES = Set.of("nothing_selected", "settings_invalid");

    private final Server server;
    private final Order order;
    private final List<ReportFile> reports;
    private final Set<Path> notThese;
    private final Progress progress;
    private final Told told;
    private final Stop stop;
    private @Nullable String uploaded;
    private boolean sent;
    private @Nullable Begun begun;

    /** @param notThese what is Penstock's own in the folder */
    public Analyzing(
            Server server,
            Order order,
            List<ReportFile> reports,
            Set<Path> notThese,
            Progress progress,
            PrintWriter out,
            PrintWriter err,
            Stop stop) {
        this.server = server;
        this.order = order;
        this.reports = reports;
        this.notThese = new HashSet<>(notThese);
        reports.forEach(report -> this.notThese.addAll(List.of(report.draft(), report.target())));
        this.progress = progress;
        this.told = new Told(out, err, progress, Colours.of(System.getenv(), Terminal.ofProcess(System.getenv())));
        this.stop = stop;
    }

    public Exit run() throws IOException, InterruptedException {
        try {
            return analyze();
        } catch (Refused e) {
            told.error(e.sentence());
            removeUpload();
            return Exit.UNUSABLE;
        } catch (Unreachable e) {
            told.error(e.sentence());
            told.error(
                    begun == null
                            ? "No analysis is known to have begun."
                            : "The analysis %s goes on there: %s%s says how it stands. The same command again reuses what it finds."
                                    .formatted(begun.id(), server.url(), begun.path()));
            return Exit.UNREACHABLE;
        } catch (Stop.Asked e) {
            var exit = stopped();
            removeUpload();
            return exit;
        }
    }

    private Exit analyze() throws IOException, Refused, Unreachable, Stop.Asked, InterruptedException {
        uploaded = order.folder() == null ? null : send(order.folder());
        var analysis = begin(uploaded);
        begun = analysis;
        var ended = analysis.awaitEnd(stop);
        removeUpload();
        return switch (ended.path("state").asString("")) {
            case "succeeded" -> succeeded(analysis, ended);
            case "failed" -> failed(ended);
            default -> {
                told.error("The analysis %s was cancelled.".formatted(analysis.id()));
                yield Exit.UNDECIDED;
            }
        };
    }

    private String send(Path folder) throws IOException, Refused, Unreachable, Stop.Asked, InterruptedException {
        var selection = Selection.of(order.include(), order.exclude());
        try (var upload = Upload.of(folder, selection, notThese, progress, stop)) {
            var artifact = server.upload(
                    upload.form(KEEP_UPLOAD),
                    bytes -> progress.tell("Sending", bytes, upload.bytes(), " " + Shown.bytes(upload.bytes())),
                    stop);
            return artifact.path("id").asString("");
        }
    }

    private Begun begin(@Nullable String artifact) throws Refused, Unreachable, Stop.Asked, InterruptedException {
        stop.check();
        progress.tell("Beginning");
        sent = true;
        var analysis = server.post("/v1/analyses", order.request(artifact), "analyze-" + UUID.randomUUID(), stop);
        return new Begun(server, analysis.path("id").asString(""), progress);
    }

    /** Nobody needs it any more; if it stays, it goes by itself some day. */
    private void removeUpload() throws InterruptedException {
        var artifact = uploaded;
        if (artifact != null) {
            uploaded = null;
            try {
                server.delete("/v1/artifacts/" + artifact, new Stop());
            } catch (Refused | Unreachable | Stop.Asked e) {
                progress.clear();
            }
        }
    }

    private Exit succeeded(Begun analysis, JsonNode ended)
            throws IOException, Refused, Unreachable, Stop.Asked, InterruptedException {
        for (var report : reports) {
            progress.tell("Fetching report." + report.ending());
            server.download(analysis.path() + "/report." + report.ending(), report.draft(), stop);
            report.finish();
        }
        progress.tell("Fetching what is worst");
        told.summary(ended, new WorstFindings(server, analysis.path()).read(ended.path("summary"), stop));
        var files = ended.path("files");
        if (files.path("failed").asLong(0) > 0
                && files.path("failed").asLong(0) == files.path("files").asLong(0)) {
            told.error("No file could be looked at.");
            return Exit.UNDECIDED;
        }
        return ended.path("passed").asBoolean(true) ? Exit.FINE : Exit.BAD;
    }

    private Exit failed(JsonNode ended) {
        var code = ended.path("error").path("code").asString("");
        told.error("The analysis failed: %s (%s)"
                .formatted(Shown.text(ended.path("error").path("message").asString("")), code));
        return BAD_SOURCES.contains(code) || code.startsWith("git_") || code.startsWith("archive_")
                ? Exit.UNUSABLE
                : Exit.UNDECIDED;
    }

    private Exit stopped() throws InterruptedException {
        if (begun == null) {
            told.error(sent ? "Stopped; the server may have begun the analysis." : "Stopped; nothing was begun.");
            return Exit.UNDECIDED;
        }
        var now = new Stop();
        try {
            server.post(begun.path() + "/cancel", "{}", "cancel-" + UUID.randomUUID(), now);
            begun.awaitEnd(now);
            told.error("The analysis %s is cancelled.".formatted(begun.id()));
        } catch (Refused | Unreachable | Stop.Asked e) {
            told.error("The analysis %s could not be cancelled: %s".formatted(begun.id(), e.getMessage()));
        }
        return Exit.UNDECIDED;
    }
}
