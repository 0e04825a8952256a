package io.penstock.db.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class DatabaseClockTest {

    private static final Instant WRONG = Instant.parse("2001-01-01T00:00:00Z");

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private long passed;

    private DatabaseClock clock(Jdbi jdbi) {
        return new DatabaseClock(jdbi, InstantSource.fixed(WRONG), () -> passed);
    }

    private Instant now() {
        return test.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT clock_timestamp()")
                        .mapTo(OffsetDateTime.class)
                        .one()
                        .toInstant());
    }

    @Test
    void theMachinesClockIsNotAsked() {
        assertThat(clock(test.jdbi()).instant()).isCloseTo(now(), within(10, ChronoUnit.SECONDS));
    }

    @Test
    void whatPassedIsAdded() {
        var clock = clock(test.jdbi());
        var first = clock.instant();

        passed += Duration.ofSeconds(9).toNanos();

        assertThat(clock.instant()).isEqualTo(first.plusSeconds(9));
    }

    @Test
    void afterAWhileItIsAskedAnew() {
        var clock = clock(test.jdbi());
        clock.instant();

        passed += Duration.ofHours(1).toNanos();

        assertThat(clock.instant()).isCloseTo(now(), within(10, ChronoUnit.SECONDS));
    }

    @Test
    void withoutAnAnswerTheLastOneGoesOn() {
        var gone = TestDatabase.fresh();
        var clock = clock(gone.jdbi());
        var first = clock.instant();
        gone.close();

        passed += Duration.ofHours(1).toNanos();

        assertThat(clock.instant()).isEqualTo(first.plusSeconds(3600));
    }

    @Test
    void beforeTheFirstAnswerTheMachineIsBelieved() {
        var gone = TestDatabase.fresh();
        gone.close();

        assertThat(clock(gone.jdbi()).instant()).isEqualTo(WRONG);
    }
}
