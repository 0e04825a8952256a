package io.penstock.db.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    private static String shape(String message) {
        return new Failure("provider_error", message).shape();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            It broke after 12 ms at 10.0.0.7, for 4f1c9e2a.   | It broke after # ms at #.#.#.#, for #.
            job_0199e1d2c3b47a5e8f901234567890ab is not there | job_# is not there
            0199e1d2-c3b4-7a5e-8f90-1234567890ab is not there | # is not there
            The charge ch_3Nk2eZvKYlo2C was refused.          | The charge ch_# was refused.
            The file "my cat.png" and 'b' are no images.      | The file "…" and "…" are no images.
            It isn't there, and won't be.                     | It isn't there, and won't be.
            Nobody has ada@example.com, says mx:b@c.          | Nobody has <address>, says mx:<address>.
            GET https://a.example/b?c=d failed.               | GET <url> failed.
            The host a.example has no address.                | The host a.example has no address.
            The face faded away.                              | The face faded away.
            """)
    void whatDiffersFromJobToJobIsNoPartOfTheShape(String message, String shape) {
        assertThat(shape(message)).isEqualTo(shape);
    }

    @Test
    void theStatusOfAnAnswerIsPartOfTheShape() {
        assertThat(shape("The receiver answered 503 after 12 ms.")).isEqualTo("The receiver answered 503 after # ms.");
        assertThat(shape("The status 404 is not expected.")).isEqualTo("The status 404 is not expected.");
        assertThat(shape("It answered 404000 and 503b."))
                .as("numbers that are no status")
                .isEqualTo("It answered # and #.");
    }

    @Test
    void aShapeIsCut() {
        assertThat(shape("x".repeat(500))).isEqualTo("x".repeat(500));
        assertThat(shape("x".repeat(501))).isEqualTo("x".repeat(499) + "…");
    }

    /** Its worker waits for it. */
    @Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
    @ParameterizedTest
    @ValueSource(strings = {"a", "\"", "'", "-", "a@", "@", "a.", "f", "“", "http://", "x1", "A"})
    void theShapeOfAnythingIsFoundSoon(String piece) {
        for (int i = 0; i < 100; i++) {
            assertThat(shape(piece.repeat(2000))).isNotEmpty();
        }
    }
}
