package io.penstock.standalone.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.standalone.dev.DevService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is what happens: each command with an answer below it is run as written and gives that answer. */
class ReadmeTest {

    private static final Pattern SHOWN =
            Pattern.compile("```sh\\n(?<commands>[^`]*?)```\\n\\n```json\\n(?<answer>[^`]*?)```");

    private record Shown(String commands, String answer) {}

    @Test
    void everyShownAnswerIsTheRealOne(@TempDir Path here) throws IOException {
        var shown = shown();
        assertThat(shown).hasSizeGreaterThan(3);
        try (var service = DevService.start(here.resolve(".penstock"), 0, Map.of())) {
            var before = new StringBuilder();
            for (var show : shown) {
                var commands = show.commands.replace("http://127.0.0.1:8080", service.url());
                // A session goes on: what a command left in a variable is there for the next. An answer may take its
                // time.
                var session = before + commands;
                await(show.commands)
                        .atMost(Duration.ofSeconds(30))
                        .untilAsserted(
                                () -> assertThat(normal(run(session, here))).endsWith(normal(show.answer)));
                before.append(commands.replaceAll("(?m)^curl.*(\\\\\\n.*)*$", ""));
            }
        }
    }

    private static List<Shown> shown() throws IOException {
        var readme = Files.readString(Path.of("..", "README.md"));
        var found = new ArrayList<Shown>();
        var matcher = SHOWN.matcher(readme);
        while (matcher.find()) {
            found.add(new Shown(matcher.group("commands"), matcher.group("answer")));
        }
        return found;
    }

    private static String run(String script, Path here) throws IOException {
        var process = new ProcessBuilder("bash", "-c", script)
                .directory(here.toFile())
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Without what differs from run to run: ids, times and spacing. */
    private static String normal(String json) {
        return json.replaceAll("(job|req)_[0-9a-f]+", "$1_…")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "time")
                .replaceAll("\\s+", "");
    }
}
