package io.penstock.standalone.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.json.Json;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OperationsPageTest {
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(?<name>penstock\\.[a-z0-9.-]+)` \\| (`(?<value>[^`]*)` )?\\|");

    /** The settings as the compiler found them in the records, with their defaults, against the table on the page. */
    @Test
    void theSettingsAndTheirDefaultsAreTheRealOnes() throws IOException {
        assertThat(onThePage()).isNotEmpty().isEqualTo(inTheRecords());
    }

    private static Map<String, String> onThePage() throws IOException {
        var found = new TreeMap<String, String>();
        var row = ROW.matcher(Files.readString(Path.of("..", "docs", "operations.md")));
        while (row.find()) {
            found.put(row.group("name"), row.group("value") == null ? "" : row.group("value"));
        }
        return found;
    }

    private static Map<String, String> inTheRecords() throws IOException {
        var found = new TreeMap<String, String>();
        var loader = OperationsPageTest.class.getClassLoader();
        for (var metadata : Collections.list(loader.getResources("META-INF/spring-configuration-metadata.json"))) {
            for (var property : properties(metadata)) {
                var name = property.get("name").asString();
                if (name.startsWith("penstock.")) {
                    found.put(name, value(property.path("defaultValue")));
                }
            }
        }
        return found;
    }

    private static JsonNode properties(URL metadata) throws IOException {
        try (var in = metadata.openStream()) {
            return Json.mapper()
                    .readTree(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .get("properties");
        }
    }

    /** A list is written as for an environment variable. */
    private static String value(JsonNode value) {
        return value.asString("").replaceAll("^\\[|]$", "").replace(", ", ",");
    }
}
