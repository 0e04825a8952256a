package io.penstock.db.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TestDatabaseTest {

    @Test
    void databasesDoNotShareRows() {
        try (var one = TestDatabase.fresh();
                var other = TestDatabase.fresh()) {
            JobRows.in(one.database()).running().attempt(2).insert();
            JobRows.in(one.database()).scheduled().insert();
            JobRows.in(one.database()).retrying().insert();
            JobRows.in(one.database()).failed().insert();
            assertThat(count(one)).isEqualTo(4);
            assertThat(count(other)).isZero();
        }
    }

    private static int count(TestDatabase test) {
        return test.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT count(*) FROM job")
                        .mapTo(Integer.class)
                        .one());
    }
}
