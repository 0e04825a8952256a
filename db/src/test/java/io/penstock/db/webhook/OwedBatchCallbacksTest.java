package io.penstock.db.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.json.Json;
import io.penstock.db.gate.Gates;
import io.penstock.db.job.BatchId;
import io.penstock.db.submission.Submissions;
import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.TestDatabase;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class OwedBatchCallbacksTest {

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    @AutoClose
    private final Submissions submissions = new Submissions(test.jdbi(), new Gates(test.database()), lane -> {});

    private final OwedBatchCallbacks owed = new OwedBatchCallbacks(test.jdbi(), submissions);

    private BatchId finished(String more) {
        return finished("'{\"team\": \"blue\"}'", more);
    }

    private BatchId finished(String tags, String more) {
        var id = BatchId.next();
        test.jdbi().useTransaction(handle -> {
            handle.execute(
                    "INSERT INTO batch (id, tenant, callback, tags, receiving_until, sealed_at, finished_at, counts, cancel_requested_at) VALUES "
                            + "(?, 7, 'https://receiver.example/hook', " + tags
                            + ", now(), now(), now(), '{\"succeeded\": 2}', " + more + ")",
                    id.uuid());
            handle.execute("INSERT INTO batch_callback_owed (batch, tenant) VALUES (?, 7)", id.uuid());
        });
        return id;
    }

    private Map<String, Object> delivery(BatchId id) {
        return test.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT tenant, type, url, body, job FROM delivery WHERE subject = ?")
                        .bind(0, id.uuid())
                        .mapToMap()
                        .one());
    }

    @Test
    void theReceiverIsToldOfTheBatchsEndAndItsCounts() {
        var id = finished("NULL");
        assertThat(owed.deliver(10)).isEqualTo(1);
        var delivery = delivery(id);
        assertThat(delivery)
                .containsEntry("tenant", 7)
                .containsEntry("type", "batch.finished")
                .containsEntry("url", "https://receiver.example/hook");
        var body = Json.mapper().readTree(String.valueOf(delivery.get("body")));
        assertThat(body.at("/data/id").asString()).isEqualTo(id.toString());
        assertThat(body.at("/data/state").asString()).isEqualTo("finished");
        assertThat(body.at("/data/counts/succeeded").asInt()).isEqualTo(2);
        assertThat(body.at("/data/counts/failed").isNumber())
                .as("a state with no items is there too")
                .isTrue();
        assertThat(body.at("/data/tags/team").asString()).isEqualTo("blue");
        assertThat(owed.deliver(10)).isZero();
    }

    @Test
    void whatHasNoTagsHasNoneAndNotNull() {
        var id = finished("NULL", "NULL");
        owed.deliver(10);
        var tags =
                Json.mapper().readTree(String.valueOf(delivery(id).get("body"))).at("/data/tags");
        assertThat(tags.isObject()).isTrue();
        assertThat(tags.isEmpty()).isTrue();
    }

    @Test
    void aCancelledBatchSaysSo() {
        var id = finished("now()");
        owed.deliver(10);
        assertThat(delivery(id)).containsEntry("type", "batch.cancelled");
    }

    @Test
    void severalSchedulersTellOfItOnce() {
        var id = finished("NULL");
        var taken = AtOnce.call(4, i -> owed.deliver(10));
        assertThat(taken.stream().mapToInt(Integer::intValue).sum()).isEqualTo(1);
        assertThat(delivery(id)).isNotEmpty();
    }
}
