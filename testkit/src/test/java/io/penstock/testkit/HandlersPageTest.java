package io.penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What docs/handlers.md shows is what is compiled and tested here. */
class HandlersPageTest {

    private static final Path PAGE = Path.of("..", "docs", "handlers.md");
    private static final Path SOURCES = Path.of("src/test/java/io/penstock/testkit");
    private static final Pattern JAVA = Pattern.compile("(?s)```java\n(.*?)```");

    @Test
    void everyPieceOfJavaIsInAFileThatIsCompiled() throws IOException {
        try (var files = Files.walk(SOURCES)) {
            var sources = files.filter(file -> file.toString().endsWith(".java"))
                    .map(HandlersPageTest::code)
                    .collect(Collectors.joining("\n"));
            var shown = JAVA.matcher(Files.readString(PAGE))
                    .results()
                    .map(match -> squeezed(match.group(1)))
                    .toList();
            assertThat(shown)
                    .hasSizeGreaterThan(3)
                    .allSatisfy(piece -> assertThat(sources).contains(piece));
        }
    }

    private static String code(Path file) {
        try {
            return squeezed(Files.readString(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String squeezed(String code) {
        return code.replaceAll("\\s+", "");
    }
}
