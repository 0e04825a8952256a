package io.penstock.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The lines of the page do what it says. */
class SandboxPageTest {

    private static final Pattern SH = Pattern.compile("```sh\\n([^`]*)```");

    private static List<String> blocks() throws IOException {
        var page = Files.readString(Path.of("..", "docs", "sandbox.md"));
        return SH.matcher(page)
                .results()
                .map(MatchResult::group)
                .map(block -> block.substring(6, block.length() - 3))
                .toList();
    }

    private static String run(Sandbox sandbox, String block) throws Exception {
        var builder = new ProcessBuilder("bash", "-e", "-c", block).redirectErrorStream(true);
        builder.environment().put("SANDBOX", sandbox.url());
        builder.environment().put("SMTP_PORT", Integer.toString(sandbox.smtpPort()));
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(block + said).isZero();
        return said;
    }

    @Test
    void itsLinesRun() throws Exception {
        var blocks = blocks();
        assertThat(blocks).hasSize(7);
        try (var sandbox = Sandbox.start(0)) {
            assertThat(run(sandbox, blocks.get(0)))
                    .contains("\"finish_reason\":\"stop\"", "event: message_stop", "\"finishReason\":\"STOP\"");
            assertThat(run(sandbox, blocks.get(1))).contains("\"requests_per_minute\":500", "\"pace_ms\":5");
            assertThat(run(sandbox, blocks.get(2))).contains("\"kind\":\"cut_stream\"", "\"faults\":[");
            assertThat(sandbox.faults().all()).isEmpty();
            assertThat(run(sandbox, blocks.get(3))).contains("\"body_hash\"");
            assertThat(sandbox.journal().entries()).isEmpty();
            assertThat(run(sandbox, blocks.get(4)))
                    .contains("\"object\":\"search_result\"", "\"amount_received\":500", "\"settle_after_ms\":500");
            assertThat(run(sandbox, blocks.get(5)))
                    .contains("\"text\":\"It is ready.\"", "Subject: Your bill", "\"public_key\":\"MFkw");
            assertThat(sandbox.mails().all()).isEmpty();
            assertThat(sandbox.effects().all())
                    .extracting(effect -> effect.deed().idempotencyKey())
                    .contains("7:mail", "<8@mill.test>");
            assertThat(run(sandbox, blocks.get(6))).contains("\"idempotency_key\":\"job-7:pay\"", "\"twice\":[]");
            assertThat(sandbox.effects().all()).isEmpty();
        }
    }
}
