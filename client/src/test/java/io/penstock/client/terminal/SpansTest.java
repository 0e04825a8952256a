package io.penstock.client.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SpansTest {

    @Test
    void theyAreReadAsPeopleWriteThem() {
        assertThat(Spans.parse("500ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(Spans.parse("30s")).isEqualTo(Duration.ofSeconds(30));
        assertThat(Spans.parse("15m")).isEqualTo(Spans.parse("15 min")).isEqualTo(Duration.ofMinutes(15));
        assertThat(Spans.parse("2h")).isEqualTo(Spans.parse("PT2H")).isEqualTo(Duration.ofHours(2));
        assertThat(Spans.parse("3d")).isEqualTo(Duration.ofDays(3));
        for (var wrong : new String[] {"", "soon", "3", "-3s", "3 weeks", "99999999999s"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Spans.parse(wrong))
                    .withMessageContaining("30s, 15m");
        }
    }

    @Test
    void theyAreToldInTheirLargestUnit() {
        assertThat(Spans.rough(Duration.ofMillis(40))).isEqualTo("40 ms");
        assertThat(Spans.rough(Duration.ofMillis(1_240))).isEqualTo("1.2 s");
        assertThat(Spans.rough(Duration.ofSeconds(99))).isEqualTo("99 s");
        assertThat(Spans.rough(Duration.ofSeconds(100))).isEqualTo("1 min");
        assertThat(Spans.rough(Duration.ofMinutes(99))).isEqualTo("99 min");
        assertThat(Spans.rough(Duration.ofHours(47))).isEqualTo("47 h");
        assertThat(Spans.rough(Duration.ofDays(2))).isEqualTo("2 d");
        assertThat(Spans.rough(Duration.ofMinutes(1))).isEqualTo("1 min");
        assertThat(Spans.rough(Duration.ofHours(1))).isEqualTo("1 h");
        assertThat(Spans.rough(Duration.ofDays(1))).isEqualTo("1 d");
    }
}
