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
}
