package io.penstock.standalone.path;

import io.penstock.db.job.JobId;
import io.penstock.db.testing.History;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** Compares what clients were told, what the tables went through and what the desk did, and says what does not fit. */
final class Checker {

    private static final String UNFINISHED_OR_GONE = """
            SELECT acknowledged.id FROM unnest(:ids) AS acknowledged (id)
            WHERE NOT EXISTS (SELECT FROM outcome WHERE outcome.id = acknowledged.id)""";

    private static final String STALE = """
            SELECT outcome.id FROM outcome JOIN worker ON worker.id = outcome.worker
            WHERE outcome.result ->> 'by' IS NOT NULL AND outcome.result ->> 'by' <> worker.name""";

    private final Jdbi jdbi;
    private final History history;
    private final Desk desk;

    Checker(Jdbi jdbi, History history, Desk desk) {
        this.jdbi = jdbi;
        this.history = history;
        this.desk = desk;
    }

    /** Nothing, when every promise was kept. */
    List<String> violations(Collection<String> acknowledged) {
        var found = new ArrayList<String>();
        lost(acknowledged).forEach(id -> found.add("lost: " + id));
        history.endedTwice().forEach(id -> found.add("a second outcome: " + id));
        stale().forEach(id -> found.add("an outcome of a stale attempt: " + id));
        doubleEffects().forEach(id -> found.add("charged twice: " + id));
        var illegal = new TreeSet<>(history.edges());
        illegal.removeAll(History.onThePage());
        illegal.forEach(edge -> found.add("an illegal transition: " + edge));
        return found;
    }

    private List<JobId> lost(Collection<String> acknowledged) {
        return ids(jdbi.withHandle(handle -> handle.createQuery(UNFINISHED_OR_GONE)
                .bindArray(
                        "ids",
                        UUID.class,
                        acknowledged.stream()
                                .map(id -> JobId.parse(id).orElseThrow().uuid())
                                .toList())
                .mapTo(UUID.class)
                .list()));
    }

    private List<JobId> stale() {
        return ids(jdbi.withHandle(
                handle -> handle.createQuery(STALE).mapTo(UUID.class).list()));
    }

    private static List<JobId> ids(List<UUID> uuids) {
        return uuids.stream().map(JobId::new).toList();
    }

    /** More than one charge for one job, whatever the keys. */
    private List<String> doubleEffects() {
        var charges = new HashMap<String, Integer>();
        desk.charged().forEach(key -> charges.merge(key.replaceFirst(":.*", ""), 1, Integer::sum));
        return charges.entrySet().stream()
                .filter(entry -> entry.getValue() > 1)
                .map(entry -> entry.getKey())
                .toList();
    }
}
