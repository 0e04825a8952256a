package io.penstock.db.batch;

import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Violation;
import io.penstock.catalog.probe.Probe;
import io.penstock.db.batch.Begun.Receiving;
import io.penstock.db.batch.Part.Stored;
import io.penstock.db.gate.Gates;
import io.penstock.db.job.BatchId;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submissions;
import io.penstock.db.submission.Terms;
import io.penstock.db.submission.Terms.Unique;
import io.penstock.db.tenant.ApiKey;
import io.penstock.db.testing.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A client of tenant 1 that sends batches. */
final class Sent implements AutoCloseable {

    static final int TENANT = 1;

    private final Submissions submissions;
    final Receptions receptions;

    Sent(TestDatabase test) {
        submissions = new Submissions(test.jdbi(), new Gates(test.database()), lane -> {});
        receptions = new Receptions(test.jdbi(), submissions);
    }

    static NewItem item(int nr, @Nullable String customId, String note) {
        var job = Submission.of(TENANT, Probe.KIND, "{\"note\": \"%s\"}".formatted(note));
        return new NewItem(nr, customId, ApiKey.hash(customId + note), new Read.Valid<>(job));
    }

    static NewItem unique(int nr, String key) {
        var terms = Terms.DEFAULT.unique(new Unique(key, false, null));
        var job = Submission.of(TENANT, Probe.KIND, "{}", terms);
        return new NewItem(nr, null, ApiKey.hash(nr + key), new Read.Valid<>(job));
    }

    static NewItem invalid(int nr, @Nullable String customId) {
        return new NewItem(
                nr,
                customId,
                ApiKey.hash("invalid" + customId),
                new Read.Invalid<>(List.of(new Violation("/kind", "is not a known kind"))));
    }

    /** So many items without a custom_id, from 1. */
    static List<NewItem> items(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(nr -> item(nr, null, "note " + nr))
                .toList();
    }

    Receiving begin(@Nullable String key) {
        return (Receiving) begin(key, null);
    }

    Begun begin(@Nullable String key, @Nullable String callback) {
        return receptions.begin(TENANT, key, callback, Map.of());
    }

    List<RefusedItem> store(Receiving receiving, NewItem... items) {
        return ((Stored) receptions.store(receiving, List.of(items))).conflicts();
    }

    /** A batch of these, received whole. */
    BatchId batch(List<NewItem> items) {
        return batch(items, null);
    }

    BatchId batch(List<NewItem> items, @Nullable String callback) {
        var receiving = (Receiving) begin(null, callback);
        receptions.store(receiving, items);
        receptions.seal(receiving, ApiKey.hash("all"));
        return receiving.batch();
    }

    @Override
    public void close() {
        submissions.close();
    }
}
