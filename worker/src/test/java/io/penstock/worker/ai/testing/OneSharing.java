package io.penstock.worker.ai.testing;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.db.testing.TestDatabase;
import io.penstock.worker.ai.cache.Sharing;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What the jobs of all tests of this process share, in one database; they keep apart by their tenants. */
public final class OneSharing {

    private static final AtomicInteger TENANTS = new AtomicInteger(1000);
    private static @Nullable TestDatabase database;
    private static @Nullable Sharing sharing;

    private OneSharing() {}

    public static synchronized TestDatabase database() {
        if (database == null) {
            database = TestDatabase.fresh();
        }
        return database;
    }

    public static synchronized Sharing get() {
        if (sharing == null) {
            sharing = another();
        }
        return sharing;
    }

    /** As another process has it. */
    public static Sharing another() {
        return another(new SimpleMeterRegistry());
    }

    public static Sharing another(MeterRegistry meters) {
        return Sharing.in(database().database(), Duration.ofDays(1), 1 << 20, meters);
    }

    /** One that nobody else is. */
    public static int tenant() {
        return TENANTS.incrementAndGet();
    }
}
