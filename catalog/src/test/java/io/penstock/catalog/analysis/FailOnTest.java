package io.penstock.catalog.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.penstock.catalog.ai.Severity;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Violation;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailOnTest {

    record Asked(
            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable
            List<@NotNull @Valid FailOn> failOn) {}

    private static Read<Asked> read(String failOn) {
        return Json.read(("{\"fail_on\": " + failOn + "}").getBytes(StandardCharsets.UTF_8), Asked.class);
    }

    @Test
    void aSeverityAloneAllowsNoneOfIt() {
        assertThat(read("\"high\""))
                .isEqualTo(new Read.Valid<>(new Asked(List.of(new FailOn(Severity.HIGH, null, null)))));
        assertThat(new FailOn(Severity.HIGH, null, null).most()).isZero();
        assertThat(new FailOn(Severity.HIGH, null, null).countsNewOnly()).isFalse();
    }

    @Test
    void oneNeedsNoListAroundIt() {
        assertThat(read("{\"severity\": \"medium\", \"new_only\": true, \"max\": 3}"))
                .isEqualTo(new Read.Valid<>(new Asked(List.of(new FailOn(Severity.MEDIUM, true, 3)))));
    }

    @Test
    void aListMayHaveBothForms() {
        assertThat(read("[\"critical\", {\"severity\": \"low\", \"max\": 100}]"))
                .isEqualTo(new Read.Valid<>(new Asked(
                        List.of(new FailOn(Severity.CRITICAL, null, null), new FailOn(Severity.LOW, null, 100)))));
    }

    @Test
    void itIsReadAsItWasWritten() {
        var asked = new Asked(List.of(new FailOn(Severity.MEDIUM, true, 3)));

        assertThat(Json.readTrusted(Json.write(asked), Asked.class)).isEqualTo(asked);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "awful"                           | /fail_on/0          | must be one of [critical, high, info, low, medium]
                    {"severity": "high", "max": -1}   | /fail_on/0/max      | must be greater than or equal to 0
                    {"max": 1}                        | /fail_on/0/severity | must not be null
                    [null]                            | /fail_on/0          | must not be null
                    [{"severity": "high", "least": 1}]| /fail_on/0/least    | is not a known field
                    """)
    void badOnesAreRefusedWithAPointer(String failOn, String pointer, String rule) {
        assertThat(read(failOn)).isEqualTo(new Read.Invalid<>(List.of(new Violation(pointer, rule))));
    }
}
