package io.penstock.db.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronLineTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            61 * * * *    | must have a minute of 0-59 in field 1
            * 24 * * *    | must have an hour of 0-23 in field 2
            * * 32 * *    | must have a day of the month of 1-31 in field 3
            * * * 13 *    | must have a month of 1-12 or JAN-DEC in field 4
            * * * * FOO   | must have a day of the week of 0-7 or SUN-SAT in field 5
            60 * * * * *  | must have a second of 0-59 in field 1
            * * 25 * * *  | must have an hour of 0-23 in field 3
            */0 * * * *   | must have a minute of 0-59 in field 1
            0 5-1 * * *   | must have an hour of 0-23 in field 2
            0 1,, * * *   | must have an hour of 0-23 in field 2
            * * * *       | must have 5 fields
            * * * * * * * | must have 5 fields
            @fortnightly  | must be one of @yearly
            0 0 30 2 *    | never fires
            0 0 31 4,6 *  | never fires
            """)
    void whatIsWrongIsSaidWithItsField(String line, String rule) {
        assertThatThrownBy(() -> CronLine.of(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(rule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void nothingIsNoLine(String line) {
        assertThatThrownBy(() -> CronLine.of(line)).hasMessageStartingWith("must have 5 fields");
    }

    /** Spring takes some of them for spaces, and Postgres takes none of them at all. */
    @ParameterizedTest
    @ValueSource(strings = {"0 0 * * *\0", "0 0 * * *\n", "0 0 *\u00a0* *", "0 0 * * \u0663"})
    void aLineIsAscii(String line) {
        assertThatThrownBy(() -> CronLine.of(line)).hasMessage("must be printable ASCII");
    }

    @Test
    void aLineHasAnEnd() {
        assertThatThrownBy(() -> CronLine.of("0,".repeat(100) + "1 * * * *"))
                .hasMessage("must have at most 200 characters");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            5 4 * * *         | 2026-01-01T04:05
            7 5 4 * * *       | 2026-01-01T04:05:07
            0 0 * * 0         | 2026-01-04T00:00
            0 0 * * 7         | 2026-01-04T00:00
            0 0 * * MON-FRI   | 2026-01-02T00:00
            0 0 1 JUL *       | 2026-07-01T00:00
            0 0 L * *         | 2026-01-31T00:00
            0 0 * * FRI#3     | 2026-01-16T00:00
            0 0 13 * FRI      | 2026-02-13T00:00
            @monthly          | 2026-02-01T00:00
            """)
    void aLineSaysWhenItFires(String line, LocalDateTime first) {
        assertThat(CronLine.of(line).after(LocalDateTime.of(2026, 1, 1, 0, 0))).contains(first);
    }
}
