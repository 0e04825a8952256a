package io.penstock.db.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class IdempotencyKeysTest {

    private static final String INSERT = """
            INSERT INTO idempotency (tenant, key, job, request, created_at)
            VALUES (1, ?, gen_random_uuid(), sha256('a'), now() - make_interval(hours => ?))""";

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final IdempotencyKeys keys = new IdempotencyKeys(test.jdbi());

    @Test
    void keysThatAreTooOldAreForgottenSoManyAtATimeAndTheOldestFirst() {
        test.jdbi().useHandle(handle -> {
            handle.execute(INSERT, "oldest", 30);
            handle.execute(INSERT, "fresh", 23);
            handle.execute(INSERT, "old", 25);
            handle.execute(INSERT, "older", 28);
        });
        assertThat(keys.prune(Duration.ofHours(24), 2)).isEqualTo(2);
        assertThat(kept()).isEqualTo("fresh,old");
        assertThat(keys.prune(Duration.ofHours(24), 2)).isEqualTo(1);
        assertThat(kept()).isEqualTo("fresh");
        assertThat(keys.prune(Duration.ofHours(24), 2)).isZero();
    }

    private String kept() {
        return test.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT string_agg(key, ',' ORDER BY key) FROM idempotency")
                        .mapTo(String.class)
                        .one());
    }
}
