package io.penstock.sandbox.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sandbox.reply.Reply.Finish;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

class RepliesTest {

    private final Replies replies = new Replies(1);

    private static Ask ask(String text, @Nullable Integer maxTokens, boolean reasons) {
        var body = JsonNodeFactory.instance.objectNode();
        return new Ask("gpt-5", text, text, null, null, maxTokens, false, reasons, body);
    }

    @Test
    void theSameRequestGetsTheSameText() {
        var ask = ask("Name three mills.", null, true);

        assertThat(new Replies(1).to(ask, "a")).isEqualTo(replies.to(ask, "a"));
        assertThat(new Replies(2).to(ask, "a")).isNotEqualTo(replies.to(ask, "a"));
        assertThat(replies.to(ask("Name four mills.", null, true), "a")).isNotEqualTo(replies.to(ask, "a"));
    }

    @Test
    void theTextSaysWhatItIsAndWhatTheTaskWas() {
        var text = replies.to(ask("Name\n three  mills.", null, false), "a").text();

        assertThat(text).startsWith("Sandbox:").contains("\"Name three mills.\"");
    }

    @Test
    void whoWantsADiffGetsOne() {
        var text = replies.to(ask("Answer with one unified diff alone.", null, false), "a")
                .text();

        assertThat(text).startsWith("--- a\n+++ b\n@@ -0,0 +1 @@\n+Sandbox:");
    }

    @Test
    void aLongTaskIsShortenedBetweenCharacters() {
        var text = replies.to(ask("x" + "🌊".repeat(300), null, false), "a").text();

        assertThat(text).contains("🌊…\"");
        assertThat(text.codePoints().filter(c -> c >= 0xd800 && c < 0xe000)).isEmpty();
    }

    @Test
    void noMoreTokensAreWrittenThanAllowed() {
        for (var most = 1; most < 200; most++) {
            var reply = replies.to(ask("Name three mills.", most, true), "a");
            assertThat(reply.usage().output()).isLessThanOrEqualTo(most);
            assertThat(reply.usage().output())
                    .isEqualTo(Tokens.in(reply.text()) + reply.usage().reasoning());
        }
        assertThat(replies.to(ask("Name three mills.", 10, false), "a").finish())
                .isEqualTo(Finish.LENGTH);
        assertThat(replies.to(ask("Name three mills.", 1000, false), "a").finish())
                .isEqualTo(Finish.STOP);
    }

    @Test
    void aLongBeginningIsReadFromTheCacheTheNextTime() {
        var rules = "Be careful. ".repeat(500);

        assertThat(replies.to(ask(rules + "One.", null, false), "a").usage().cached())
                .isZero();
        assertThat(replies.to(ask(rules + "Another.", null, false), "a").usage().cached())
                .isEqualTo(Tokens.in(rules) / 128 * 128);
        assertThat(replies.to(ask(rules + "Another.", null, false), "b").usage().cached())
                .isZero();
    }

    @Test
    void aShortOneIsNot() {
        var ask = ask("Be careful. ".repeat(50), null, false);
        replies.to(ask, "a");

        assertThat(replies.to(ask, "a").usage().cached()).isZero();
    }
}
