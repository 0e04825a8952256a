package io.penstock.db.aside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.penstock.catalog.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {

    private static JsonText written(Object value) {
        return JsonText.write(value).orElseThrow();
    }

    private static String opened(JsonText text) throws IOException {
        try (var in = ((JsonText.Aside) text).open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** As JSON it has two quotes. */
    private static String quoted(int bytes) {
        return "x".repeat(bytes - 2);
    }

    @Test
    void aShortTextStaysAsItIs() {
        assertThat(written(Map.of("note", "é\"\n"))).isEqualTo(new JsonText.Inline("{\"note\":\"é\\\"\\n\"}"));
        assertThat(JsonText.of("{}")).isEqualTo(new JsonText.Inline("{}"));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 511, 512, 513, 1024, 1025, 8000, 200_000, JsonText.LONGEST_INLINE})
    void aTextStaysInlineUpToTheLimit(int bytes) {
        assertThat(written(quoted(bytes))).isEqualTo(new JsonText.Inline('"' + quoted(bytes) + '"'));
        assertThat(JsonText.of('"' + quoted(bytes) + '"')).isEqualTo(new JsonText.Inline('"' + quoted(bytes) + '"'));
    }

    @Test
    void aLongerOneIsCompressed() throws IOException {
        var longer = quoted(JsonText.LONGEST_INLINE + 1);
        var text = (JsonText.Aside) written(longer);
        assertThat(text.length()).isEqualTo(JsonText.LONGEST_INLINE + 1);
        assertThat(text.weight()).isLessThan(1000);
        assertThat(opened(text)).isEqualTo('"' + longer + '"');
        assertThat(opened(JsonText.of('"' + longer + '"'))).isEqualTo('"' + longer + '"');
    }

    @Test
    void bytesCountAndNotCharacters() throws IOException {
        var euros = "€".repeat(100_000);
        var text = (JsonText.Aside) written(euros);
        assertThat(text.length()).isEqualTo(300_002);
        assertThat(opened(text)).isEqualTo('"' + euros + '"');
    }

    @Test
    void whatIsLongerThanTheLimitIsNoText() {
        assertThat(JsonText.write(quoted(Json.LONGEST))).get().isInstanceOf(JsonText.Aside.class);
        assertThat(JsonText.write(quoted(Json.LONGEST + 1))).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonText.of('"' + quoted(Json.LONGEST + 1) + '"'))
                .withMessageContaining("67108864");
    }
}
