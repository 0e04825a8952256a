package io.penstock.db.schedule;

import static io.penstock.db.schedule.FiringRows.COLUMNS;

import io.penstock.catalog.json.Read;
import io.penstock.db.submission.Submissions;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** fire: at once, because somebody wants it. The plan stays as it is. */
public final class Triggers {

    private static final String WITH_KEY =
            "SELECT %s FROM firing AS f WHERE f.schedule = :schedule AND f.key = :key".formatted(COLUMNS);

    /** Before the client's name for the wish, or ours. */
    private static final String PREFIX = "now:";

    private final Jdbi jdbi;
    private final Targets targets;
    private final Launch launch;

    public Triggers(Jdbi jdbi, Targets targets, Submissions submissions) {
        this.jdbi = jdbi;
        this.targets = targets;
        this.launch = new Launch(submissions);
    }

    /** @param key the client's name for the wish, which is fulfilled once */
    public Triggered trigger(int tenant, String name, @Nullable String key) {
        return jdbi.inTransaction(handle -> Schedules.lock(handle, tenant, name)
                .map(schedule -> trigger(handle, schedule, key))
                .orElseGet(Triggered.NotFound::new));
    }

    private Triggered trigger(Handle handle, Schedule schedule, @Nullable String clientKey) {
        var id = FiringId.next();
        var key = PREFIX + (clientKey == null ? id : clientKey);
        var before = find(handle, schedule, key);
        if (before.isPresent()) {
            return new Triggered.Repeated(before.get());
        }
        return switch (targets.read(schedule.tenant(), schedule.definition().target())) {
            case Read.Invalid<Order> invalid -> new Triggered.Invalid(invalid.violations());
            case Read.Valid<Order>(var order) -> {
                var now = ScheduleRows.now(handle);
                launch.begin(handle, List.of(NewFiring.manual(schedule, id, key, now, order)), now);
                yield new Triggered.Done(find(handle, schedule, key).orElseThrow());
            }
        };
    }

    private static Optional<Firing> find(Handle handle, Schedule schedule, String key) {
        return handle.createQuery(WITH_KEY)
                .bind("schedule", schedule.id().uuid())
                .bind("key", key)
                .map((row, context) -> FiringRows.firing(row))
                .findOne();
    }
}
