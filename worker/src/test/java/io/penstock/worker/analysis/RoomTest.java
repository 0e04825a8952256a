package io.penstock.worker.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.ai.Severity;
import io.penstock.catalog.analysis.AnalyzedFile;
import io.penstock.catalog.analysis.Finding;
import io.penstock.catalog.analysis.Trouble;
import io.penstock.catalog.json.Json;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoomTest {

    private static AnalyzedFile file(int findings) {
        var finding = new Finding("a/b", Severity.LOW, "message", 1, 1, 1, 2, "00");
        return new AnalyzedFile(
                "a.py", "python", "00", Collections.nCopies(findings, finding), 3, null, List.of(), List.of());
    }

    @Test
    void aFileThatDoesNotFitSaysOnlyThat() {
        var room = new Room(Json.write(file(10)).length() + Json.write(file(2)).length());

        assertThat(room.fit(file(10))).isEqualTo(file(10));
        var large = room.fit(file(20));
        assertThat(large.findings()).isEmpty();
        assertThat(large.leftOut()).isEqualTo(23);
        assertThat(large.errors()).extracting(Trouble::code).containsExactly("too_much");
        assertThat(room.fit(file(2))).isEqualTo(file(2));
    }
}
