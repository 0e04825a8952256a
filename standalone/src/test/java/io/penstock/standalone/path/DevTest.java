package io.penstock.standalone.path;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole service as its user meets it: a process. */
class DevTest {

    private static final Pattern READY = Pattern.compile("Penstock is ready at (http://127\\.0\\.0\\.1:\\d+)");
    private static final Pattern SANDBOX =
            Pattern.compile("export SANDBOX=(http://127\\.0\\.0\\.1:\\d+) SMTP_PORT=(\\d+)$");
    private static final String KEY = "a-key-of-the-users-own-choice";

    @Test
    void afterAKillEverythingIsStillThere(@TempDir Path data) throws Exception {
        var first = launch(data);
        var before = new ApiClient(url(first), KEY);
        var ids = new ArrayList<>(IntStream.range(0, 40)
                .mapToObj(i -> before.probe("{\"take_ms\": 700}"))
                .toList());
        ids.add(before.submit("{\"kind\": \"probe\", \"payload\": {}, \"run_at\": \"2099-01-01T00:00:00Z\"}"));
        first.destroyForcibly().waitFor();

        var second = launch(data);
        try {
            var after = new ApiClient(url(second), KEY);
            ids.subList(0, 40).forEach(id -> after.await(id, "succeeded"));
            assertThat(after.state(ids.getLast())).isEqualTo("scheduled");
        } finally {
            second.destroy();
            second.waitFor();
        }
    }

    @Test
    void itSaysWhereTheSandboxIs(@TempDir Path data) throws Exception {
        var dev = launch(data);
        try {
            var place = said(dev, SANDBOX);

            assertThat(new ApiClient(place.group(1), KEY).get("/_sandbox/mails").body())
                    .isEqualTo("{\"mails\":[]}");
            try (var smtp = new Socket(InetAddress.ofLiteral("127.0.0.1"), Integer.parseInt(place.group(2)))) {
                assertThat(new String(smtp.getInputStream().readNBytes(4), US_ASCII))
                        .isEqualTo("220 ");
            }
        } finally {
            dev.destroy();
            dev.waitFor();
        }
    }

    @Test
    void theDemoShowsEveryKindAndEnds(@TempDir Path data) throws Exception {
        try (var demo = PenstockProcess.start(Map.of(), "demo", "--once", "--port", "0", "--data", data.toString())) {
            assertThat(demo.exitCode()).as(demo.output()).isZero();
            assertThat(demo.output()).contains("Each job ended as it should.");
            assertThat(data.resolve("postgres").resolve("data").resolve("postmaster.pid"))
                    .doesNotExist();
        }
    }

    @Test
    void aMissingSettingStopsTheStartWithASentenceThatNamesIt() throws Exception {
        try (var worker = PenstockProcess.start(Map.of(), "worker", "--port", "0")) {
            assertThat(worker.exitCode()).isEqualTo(2);
            assertThat(worker.output())
                    .contains("PENSTOCK_POSTGRES_URL is not set")
                    .doesNotContain("Exception", "\tat ");
        }
        try (var worker = PenstockProcess.start(
                Map.of("PENSTOCK_POSTGRES_URL", "jdbc:postgresql://127.0.0.1:1/none"), "worker", "--port", "0")) {
            assertThat(worker.exitCode()).isEqualTo(2);
            assertThat(worker.output()).contains("PENSTOCK_KAFKA is not set");
        }
    }

    private static Process launch(Path data) {
        return PenstockProcess.launch(Map.of("PENSTOCK_API_KEY", KEY), "dev", "--port", "0", "--data", data.toString());
    }

    private static String url(Process process) throws IOException {
        return said(process, READY).group(1);
    }

    private static MatchResult said(Process process, Pattern wanted) throws IOException {
        BufferedReader output = process.inputReader();
        var said = new StringBuilder();
        for (var line = output.readLine(); line != null; line = output.readLine()) {
            var found = wanted.matcher(line);
            if (found.find()) {
                return found;
            }
            said.append(line).append('\n');
        }
        throw new AssertionError("It never said " + wanted + ": " + said);
    }
}
