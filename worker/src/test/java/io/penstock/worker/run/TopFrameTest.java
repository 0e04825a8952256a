package io.penstock.worker.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TopFrameTest {

    private static final String SECRET = "secret".repeat(2);
    private static final String HERE = "io.penstock.worker.run.TopFrameTest";

    private static Throwable thrownBy(Runnable code) {
        try {
            code.run();
        } catch (RuntimeException e) {
            return e;
        }
        throw new AssertionError("Nothing was thrown");
    }

    private static void fails() {
        throw new IllegalStateException("secret");
    }

    @Test
    void itIsTheMethodThatThrew() {
        assertThat(TopFrame.of(thrownBy(TopFrameTest::fails))).isEqualTo(HERE + ".fails");
    }

    @Test
    void whatTheJdkThrowsComesFromWhoCalledIt() {
        assertThat(TopFrame.of(thrownBy(TopFrameTest::parses))).isEqualTo(HERE + ".parses");
        assertThat(TopFrame.of(thrownBy(TopFrameTest::misses))).isEqualTo(HERE + ".misses");
    }

    private static void parses() {
        assertThat(UUID.fromString(SECRET)).isNotNull();
    }

    private static void misses() {
        Objects.requireNonNull(List.of().stream().findFirst().orElse(null));
    }

    /** Compilers number what has no name. */
    @Test
    void twoLambdasOfAMethodAreOne() {
        assertThat(TopFrame.of(thrownBy(() -> List.of().getFirst())))
                .isEqualTo(TopFrame.of(thrownBy(() -> List.of().getLast())))
                .contains("lambda$");
    }

    @Test
    void anExceptionWithoutATraceComesFromNowhere() {
        assertThat(TopFrame.of(new Throwable("secret", null, false, false) {})).isNull();
    }

    @Test
    void aFrameIsCut() {
        var thrown = new IllegalStateException();
        thrown.setStackTrace(new StackTraceElement[] {new StackTraceElement("a".repeat(400), "b", null, 1)});
        assertThat(TopFrame.of(thrown)).isEqualTo("a".repeat(300));
    }
}
