package io.penstock.worker.ai;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.Catalog;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What docs/ai.md shows can be submitted. */
class AiPageTest {

    static Stream<String> jobs() throws IOException {
        return Files.readAllLines(Path.of("../docs/ai.md")).stream()
                .map(line -> line.replaceFirst("'$", "").strip())
                .filter(line -> line.startsWith("{\"kind\": \"ai.") && line.endsWith("}}"));
    }

    @Test
    void eachKindHasAnExample() throws Exception {
        assertThat(jobs().map(job -> Json.mapper().readTree(job).path("kind").asString()))
                .containsExactly("ai.generate", "ai.complete", "ai.analyze", "ai.refactor", "ai.document");
    }

    @ParameterizedTest
    @MethodSource("jobs")
    void anExampleIsAValidJob(String job) {
        var json = Json.mapper().readTree(job);
        var kind = Catalog.kinds().find(json.path("kind").asString()).orElseThrow();

        assertThat(kind.read(json.path("payload"))).isInstanceOf(Read.Valid.class);
    }
}
