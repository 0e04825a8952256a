package io.penstock.sandbox.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sandbox.Asker;
import io.penstock.sandbox.Sandbox;
import io.penstock.sandbox.SandboxSettings;
import io.penstock.sandbox.SetClock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JournalEndpointTest {

    private static final String PATH = "/_sandbox/journal";

    private final SetClock clock = new SetClock();
    private final Sandbox sandbox = Sandbox.start(SandboxSettings.on(0).clock(clock));
    private final Asker asker = new Asker(sandbox);

    @AfterEach
    void close() {
        asker.close();
        sandbox.close();
    }

    private int found(String query) {
        return Asker.json(asker.get(PATH + query)).path("entries").size();
    }

    @Test
    void entriesAreFoundByWhatTheyAre() {
        asker.ask(Asker.OPENAI, "One.");
        clock.pass(Duration.ofSeconds(1));
        asker.ask(Asker.ANTHROPIC, "Two.");
        asker.stream(Asker.GEMINI_STREAM, "Three.");

        assertThat(found("")).isEqualTo(3);
        assertThat(found("?provider=anthropic")).isEqualTo(1);
        assertThat(found("?model=gpt-5")).isEqualTo(1);
        assertThat(found("?provider=openai&model=claude-haiku-4-5")).isZero();
        assertThat(found("?since=2030-01-31T08:00:01Z")).isEqualTo(2);
        assertThat(found("?since=2030-01-31T09:00:01%2B01:00")).isEqualTo(2);
        assertThat(found("?after=2")).isEqualTo(1);
        assertThat(found("?limit=2")).isEqualTo(2);
    }

    @Test
    void neitherTextNorKeyIsInIt() {
        asker.ask(Asker.OPENAI, "A private matter.");
        asker.ask(Asker.GEMINI + "?key=a-secret-key", "A private matter.");

        assertThat(asker.get(PATH).body()).contains("body_hash", "input_tokens").doesNotContain("private", "secret");
    }

    @Test
    void whatIsNoTimeIsRefused() {
        assertThat(asker.get(PATH + "?since=yesterday").statusCode()).isEqualTo(400);
        assertThat(asker.get(PATH + "?limit=-1").statusCode()).isEqualTo(400);
    }

    @Test
    void itIsEmptyWhenItWasCleared() {
        asker.ask(Asker.OPENAI, "One.");

        assertThat(asker.delete(PATH).statusCode()).isEqualTo(204);
        assertThat(found("")).isZero();
    }
}
