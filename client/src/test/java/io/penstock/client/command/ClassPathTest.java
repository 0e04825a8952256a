package io.penstock.client.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Each command is a start: what is not there cannot be loaded. */
class ClassPathTest {

    @Test
    void neitherSpringNorAnythingElseOfPenstockIsThere() {
        var jars = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).getFileName().toString())
                .toList();

        assertThat(jars).anyMatch(jar -> jar.startsWith("picocli")).noneMatch(jar -> jar.contains("spring"));
        for (var absent : new String[] {
            "org.springframework.core.SpringVersion", "io.penstock.catalog.json.Json", "org.slf4j.Logger"
        }) {
            assertThatThrownBy(() -> Class.forName(absent)).isInstanceOf(ClassNotFoundException.class);
        }
    }
}
