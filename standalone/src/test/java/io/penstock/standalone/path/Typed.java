package io.penstock.standalone.path;

import io.penstock.catalog.json.Json;
import io.penstock.client.command.Client;
import io.penstock.client.command.Surroundings;
import io.penstock.client.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A command that calls a server, as it was typed where nobody looks, and what came of it. */
record Typed(int code, String out, String err) {

    static Typed at(String url, String key, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var surroundings = new Surroundings(
                Map.of("PENSTOCK_URL", url, "PENSTOCK_API_KEY", key),
                Path.of(""),
                new ByteArrayInputStream("{\"note\": \"read\"}".getBytes(StandardCharsets.UTF_8)),
                Terminal.NONE,
                Clock.systemUTC());
        int code = Client.line(arguments[0], surroundings)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Typed(code, out.toString(), err.toString());
    }

    JsonNode json() {
        return Json.mapper().readTree(out);
    }
}
