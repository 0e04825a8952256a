package io.penstock.client.command;

import com.sun.net.httpserver.HttpServer;
import io.penstock.client.terminal.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** What Java keeps for a quick start is what is read and linked here: some commands, to a server that always says the same. */
final class Rehearsal {

    private static final String ANSWER = """
            {"id": "job_1", "kind": "probe", "state": "succeeded", "created_at": "2030-01-31T08:00:00Z", "finished_at":
              "2030-01-31T08:00:01.5Z", "tags": {"a": "b"}, "attempts": [{"attempt": 1}], "next_page_token": null, "data": [
                {"id": "job_1", "kind": "probe", "state": "failed", "priority": 5, "attempt": 1, "max_attempts": 5, "created_at":
                  "2030-01-31T08:00:00Z", "error": {"code": "a", "message": "b"}, "rate_in": 1.5, "counts": {"failed": 1}}]}""";

    private static final List<String> COMMANDS = List.of(
            "jobs list --limit 5",
            "jobs get job_1",
            "jobs submit probe --payload {} --tag a=b --wait 1s",
            "jobs list --json",
            "batches list",
            "bulk list",
            "errors list",
            "schedules list",
            "limits list",
            "lanes list",
            "workers list",
            "keys list",
            "jobs --help");

    private Rehearsal() {}

    public static void main(String[] arguments) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            var answer = ANSWER.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        var here = new Surroundings(
                Map.of(
                        "PENSTOCK_URL",
                        "http://127.0.0.1:" + server.getAddress().getPort(),
                        "PENSTOCK_API_KEY",
                        "rehearsal"),
                Path.of(""),
                InputStream.nullInputStream(),
                Terminal.ofProcess(System.getenv()),
                Clock.systemUTC());
        var nobody = new PrintWriter(Writer.nullWriter());
        for (var command : COMMANDS) {
            var words = command.split(" ", -1);
            Client.line(words[0], here).setOut(nobody).setErr(nobody).execute(words);
        }
        server.stop(0);
    }
}
