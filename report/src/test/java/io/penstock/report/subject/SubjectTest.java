package io.penstock.report.subject;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubjectTest {

    @ParameterizedTest
    @CsvSource({
        "https://git.example/mill.git, https://git.example/mill.git",
        "https://miller:secret@git.example/mill.git, https://git.example/mill.git",
        "https://token@git.example/mill.git, https://git.example/mill.git",
        "https://miller:se@cret@git.example/mill.git, https://git.example/mill.git",
        "https://miller:se/cret@git.example/mill.git, https://git.example/mill.git",
        "https://git.example/mill.git?token=secret, https://git.example/mill.git",
        "git@git.example:mill.git, git@git.example:mill.git",
        "mill-1.0.zip, mill-1.0.zip",
    })
    void aPasswordInTheAddressIsNotKept(String source, String kept) {
        var now = Instant.EPOCH;

        assertThat(new Subject("ana", source, null, null, now, now, null, "1", Map.of(), null).source())
                .isEqualTo(kept);
    }
}
