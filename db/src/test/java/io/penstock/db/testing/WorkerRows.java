package io.penstock.db.testing;

import io.penstock.catalog.kind.Lane;
import io.penstock.db.database.Database;
import io.penstock.db.fleet.LaneSlots;
import io.penstock.db.fleet.Worker.Identity;
import io.penstock.db.fleet.Workers;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;

/** Workers as a test needs them. */
public final class WorkerRows {

    private static final String SILENCE = "UPDATE worker SET lease_until = now() - interval '1 second' WHERE id = ?";
    private static final String LAPSE = "UPDATE worker SET lapsed_at = now() WHERE id = ?";

    private static final LaneSlots TEN = new LaneSlots(10, Map.of());

    private final Database database;

    private WorkerRows(Database database) {
        this.database = database;
    }

    public static WorkerRows in(Database database) {
        return new WorkerRows(database);
    }

    /** It has an hour to give the next sign of life. Returns its id. */
    public int alive() {
        return new Workers(database.jdbi())
                .join(Identity.named("a-worker"), EnumSet.allOf(Lane.class), TEN, Duration.ofHours(1));
    }

    /** Its lease is over, and nobody has noticed yet. */
    public int silent() {
        int id = alive();
        silence(id);
        return id;
    }

    /** Its lease is over, and it was noticed. */
    public int lapsed() {
        int id = silent();
        database.jdbi().useHandle(handle -> handle.execute(LAPSE, id));
        return id;
    }

    /** Lets the lease of a worker end. */
    public void silence(int id) {
        database.jdbi().useHandle(handle -> handle.execute(SILENCE, id));
    }
}
