package io.penstock.sandbox.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sandbox.Asker;
import io.penstock.sandbox.Sandbox;
import io.penstock.sandbox.fault.Refusal.Reason;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FaultEndpointTest {

    private static final String PATH = "/_sandbox/faults";

    private final Sandbox sandbox = Sandbox.start(0);
    private final Asker asker = new Asker(sandbox);

    @AfterEach
    void close() {
        asker.close();
        sandbox.close();
    }

    static Stream<String> kinds() {
        return Stream.concat(
                Stream.of(Reason.values()).map(Reason::label),
                Stream.of(
                        "hang",
                        "reset",
                        "reset_after",
                        "server_error_after",
                        "slow",
                        "slow_stream",
                        "cut_stream",
                        "stream_error",
                        "bad_json",
                        "truncated",
                        "invalid_output",
                        "content_filter",
                        "declined"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyKindIsSetUnderItsName(String kind) {
        var set = asker.post(PATH, "{\"kind\": \"%s\"}".formatted(kind));

        assertThat(set.statusCode()).isEqualTo(201);
        assertThat(Asker.json(asker.get(PATH)).at("/faults/0/kind").stringValue())
                .isEqualTo(kind);
    }

    @Test
    void aFaultStrikesAndIsGone() {
        asker.post(
                PATH,
                "{\"kind\": \"rate_limit\", \"provider\": \"openai\", \"model\": \"gpt-5\", \"marker\": \"mills\","
                        + " \"times\": 2, \"retry_after_ms\": 2500}");

        assertThat(asker.ask(Asker.OPENAI, "Name three mills.").statusCode()).isEqualTo(429);
        var second = asker.ask(Asker.OPENAI, "Name three mills.");
        assertThat(second.headers().firstValue("retry-after")).contains("3");
        assertThat(second.headers().firstValue("retry-after-ms")).contains("2500");
        assertThat(asker.ask(Asker.OPENAI, "Name three mills.").statusCode()).isEqualTo(200);
    }

    @Test
    void clearedFaultsDoNotStrike() {
        asker.post(PATH, "{\"kind\": \"server_error\", \"rate\": 1}");
        assertThat(asker.ask(Asker.OPENAI, "Hello.").statusCode()).isEqualTo(500);

        assertThat(asker.delete(PATH).statusCode()).isEqualTo(204);

        assertThat(asker.ask(Asker.OPENAI, "Hello.").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"kind": "explode"}                                                        | /kind
            {}                                                                         | /kind
            {"kind": "hang", "provider": "nobody"}                                     | /provider
            {"kind": "money_stop", "provider": "openai", "variant": "tier_cap"}        | /variant
            {"kind": "hang", "rate": 1.5}                                              | /rate
            {"kind": "hang", "rate": 0.5, "times": 2}                                  | /times
            {"kind": "hang", "times": 0}                                               | /times
            {"kind": "stream_error", "error": "explode"}                               | /error
            {"kind": "slow", "delay_ms": -1}                                           | /delay_ms
            {"kind": "slow", "delay": 1}                                               | /delay
            """)
    void whatIsWrongIsSaidWithItsPlace(String body, String pointer) {
        var refused = asker.post(PATH, body);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(Asker.json(refused).at("/errors/0/pointer").stringValue()).isEqualTo(pointer);
        assertThat(sandbox.faults().all()).isEmpty();
    }
}
