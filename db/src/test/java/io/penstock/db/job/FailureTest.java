package io.penstock.db.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailureTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "Timeout", "time-out", "9lives", "a b", "a.b"})
    void aCodeIsLowerCaseWordsJoinedByUnderscores(String code) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Failure(code, "Why"));
    }

    @Test
    void aLongMessageIsCut() {
        assertThat(new Failure("timeout", "x".repeat(2000)).message()).isEqualTo("x".repeat(2000));
        assertThat(new Failure("timeout", "x".repeat(2001)).message()).isEqualTo("x".repeat(1999) + "…");
    }

    @Test
    void aMessageCanBeStored() {
        assertThat(new Failure("timeout", "a\0b").message()).isEqualTo("a b");
    }

    @Test
    void failuresThatDifferInNumbersAndIdsHaveOneFingerprint() {
        var first = new Failure("unexpected_status", "The answer of 10.0.0.7 to 4f1c9e2a was 503 after 12 ms.");
        var again = new Failure("unexpected_status", "The answer of 10.0.0.8 to 77aa01bc was 503 after 7 ms.");
        assertThat(first.fingerprint()).isEqualTo(again.fingerprint()).hasSize(16);
    }

    @Test
    void failuresOfAnotherCodeOrShapeHaveAnother() {
        var failure = new Failure("timeout", "It took too long.");
        assertThat(failure.fingerprint())
                .isNotEqualTo(new Failure("timed_out", "It took too long.").fingerprint())
                .isNotEqualTo(new Failure("timeout", "It took very long.").fingerprint());
    }
}
