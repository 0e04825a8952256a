package io.penstock.db.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.payment.RefundPayment;
import io.penstock.db.bulk.ItemOutcome.Kind;
import io.penstock.db.bulk.Plans.Planned;
import io.penstock.db.bulk.Plans.Sampled;
import io.penstock.db.job.JobId;
import io.penstock.db.job.State;
import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class PlansTest {

    private static final String GROUP = "0123456789abcdef";

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final Operations operations = new Operations(test);

    private List<JobId> selected(String filter) {
        return selected("replay", filter);
    }

    private List<JobId> selected(String action, String filter) {
        var operation = operations.plan("{'action':'%s','filter':%s,'reason':'A test.'%s}"
                .formatted(action, filter, action.equals("reprioritise") ? ",'priority':9" : ""));
        return operations.items(operation.id()).stream()
                .map(BulkOperations.Item::job)
                .toList();
    }

    private int count(String table) {
        return test.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT count(*) FROM " + table)
                        .mapTo(int.class)
                        .one());
    }

    private void execute(String sql, Object... values) {
        test.jdbi().useHandle(handle -> handle.execute(sql, values));
    }

    @Test
    void itSelectsWhatTheActionIsForAndChangesNothing() {
        var failed = operations.rows().failed().insert();
        var expired = operations.rows().expired().insert();
        operations.rows().succeeded().insert();
        var queued = operations.rows().queued().insert();
        var running = operations.rows().running().insert();
        var dispatched = operations.rows().dispatched().insert();
        assertThat(selected("{'kind':['probe']}")).containsExactly(failed);
        assertThat(selected("{'state':['failed','expired']}")).containsExactlyInAnyOrder(failed, expired);
        assertThat(selected("cancel", "{'kind':['probe']}")).containsExactlyInAnyOrder(queued, running, dispatched);
        assertThat(selected("cancel", "{'state':['queued']}")).containsExactlyInAnyOrder(queued, dispatched);
        assertThat(selected("reprioritise", "{'kind':['probe']}")).containsExactlyInAnyOrder(queued, dispatched);
        assertThat(operations.job(failed).state()).isEqualTo(State.FAILED);
        assertThat(operations.job(queued).state()).isEqualTo(State.QUEUED);
    }

    /** What it would have selected is gone with it. */
    @Test
    void itDoesNotBeginToSelectMoreThanAnOperationMayBeAbout() {
        operations.rows().failed().insert();
        var request = "{'action':'replay','filter':{'kind':['probe']},'reason':'A test.'}";
        var upToOne = new Plans(test.jdbi(), 1);
        assertThat(operations.ask(upToOne, 1, request)).isInstanceOf(Planned.Made.class);
        operations.rows().failed().insert();
        assertThat(operations.ask(upToOne, 1, request)).isEqualTo(new Planned.TooMany());
        assertThat(count("bulk_operation")).isEqualTo(1);
        assertThat(count("bulk_chunk")).isEqualTo(1);
    }

    @Test
    void eachConditionNarrowsIt() {
        var batch = UUID.fromString("01900000-0000-7000-8000-000000000001");
        var schedule = UUID.fromString("01900000-0000-7000-8000-000000000002");
        var plain = operations.rows().failed().insert();
        var charge = operations.rows().failed().kind(RefundPayment.KIND).insert();
        var tagged = operations.rows().failed().insert();
        var grouped = operations.rows().failed().insert();
        var inBatch = operations.rows().failed().insert();
        var scheduled = operations.rows().failed().insert();
        var early = operations
                .rows()
                .failed()
                .since(Instant.now().minus(Duration.ofHours(2)))
                .insert();
        execute(
                "INSERT INTO tag (tenant, name, value, id) VALUES (1, 'team', 'blue', ?), (1, 'site', 'north', ?)",
                tagged.uuid(),
                tagged.uuid());
        execute("UPDATE outcome SET fingerprint = ? WHERE id = ?", GROUP, grouped.uuid());
        execute("UPDATE outcome SET batch = ? WHERE id = ?", batch, inBatch.uuid());
        execute("INSERT INTO tenant (name) VALUES ('one')");
        execute("""
                INSERT INTO schedule (id, tenant, name, every, anchor, catch_up, max_catch_up, overlap, target, decided_at)
                VALUES (?, 1, 'nightly', 60, now(), 'none', 1, 'skip', '{}', now())""", schedule);
        execute("""
                INSERT INTO firing (id, schedule, tenant, key, manual, logical_at, due_at, state, job, noted_at, fired_at)
                VALUES (gen_random_uuid(), ?, 1, 'k', true, now(), now(), 'fired', ?, now(), now())""", schedule, scheduled.uuid());
        assertThat(selected("{'kind':['payment.refund']}")).containsExactly(charge);
        assertThat(selected("{'tags':{'team':'blue'}}")).containsExactly(tagged);
        assertThat(selected("{'tags':{'team':'blue','site':'south'}}")).isEmpty();
        assertThat(selected("{'error_group':'err_" + GROUP + "'}")).containsExactly(grouped);
        assertThat(selected("{'batch':'bat_01900000000070008000000000000001'}")).containsExactly(inBatch);
        assertThat(selected("{'schedule':'nightly'}")).containsExactly(scheduled);
        var hourAgo = Instant.now().minus(Duration.ofHours(1));
        assertThat(selected("{'finished_before':'" + hourAgo + "'}")).containsExactly(early);
        assertThat(selected("{'finished_after':'" + hourAgo + "'}"))
                .contains(plain)
                .doesNotContain(early);
        assertThat(selected("{'created_before':'" + hourAgo + "'}")).isEmpty();
        assertThat(selected("{'created_after':'" + hourAgo + "'}")).hasSize(7);
        assertThat(selected("{'created_after':'" + Instant.now().plusSeconds(5) + "'}"))
                .isEmpty();
    }

    @Test
    void itIsOfOneTenantOrOfAll() {
        var mine = operations.rows().failed().insert();
        var other = operations.rows().failed().tenant(2).insert();
        assertThat(selected("{'kind':['probe']}")).containsExactly(mine);
        var ofAll =
                (Planned.Made) operations.ask(null, "{'action':'replay','filter':{'kind':['probe']},'reason':'All.'}");
        assertThat(operations.items(ofAll.id()))
                .extracting(BulkOperations.Item::job)
                .containsExactlyInAnyOrder(mine, other);
    }

    @Test
    void theOldestAreTakenFirst() {
        var now = Instant.now();
        var third = operations.rows().failed().createdAt(now).insert();
        var first = operations.rows().failed().createdAt(now.minusMillis(20)).insert();
        var second = operations.rows().failed().createdAt(now.minusMillis(10)).insert();
        var operation = operations.plan("{'action':'replay','filter':{'kind':['probe']},'max':2,'reason':'Two.'}");
        assertThat(operation.selected()).isEqualTo(2);
        assertThat(operations.items(operation.id()))
                .extracting(BulkOperations.Item::job)
                .containsExactly(first, second)
                .doesNotContain(third);
    }

    @Test
    void itSaysWhatItWouldBeAbout() {
        execute("INSERT INTO tenant (name) VALUES ('one')");
        for (int i = 0; i < 3; i++) {
            operations.rows().failed().insert();
        }
        var charge = operations.rows().failed().kind(RefundPayment.KIND).insert();
        execute("UPDATE outcome SET fingerprint = ? WHERE id = ?", GROUP, charge.uuid());
        execute("""
                INSERT INTO error_group (fingerprint, kind, class, code, message, since)
                VALUES (?, 'payment.refund', 'permanent', 'declined', 'No.', now())""", GROUP);
        execute(
                "INSERT INTO effect (job, key, attempt, receipt, receipt_at, intent_at) VALUES (?, 'charge', 1, '{}', now(), now() - interval '1 s')",
                charge.uuid());
        execute(
                "INSERT INTO effect (job, key, attempt, receipt, receipt_at, intent_at) SELECT id, 'a step', 1, '{}', now(), now() FROM job WHERE kind = 'probe'");
        var operation = operations.plan("{'action':'replay','filter':{'state':['failed']},'rate':0.5,'reason':'All.'}");
        var plan = Operations.counted(operation);
        assertThat(operation.selected()).isEqualTo(4);
        assertThat(operation.state()).isEqualTo(BulkOperation.State.PLANNED);
        assertThat(plan.counts().byKind()).isEqualTo(Map.of("probe", 3L, "payment.refund", 1L));
        assertThat(plan.counts().byTenant()).isEqualTo(Map.of("one", 4L));
        assertThat(plan.counts().byError()).containsExactly(new Plans.ByError("err_" + GROUP, "declined", "No.", 1));
        assertThat(plan.withEffects()).isEqualTo(1);
        assertThat(plan.estimatedCost()).isNull();
        assertThat(plan.estimatedTime()).isEqualTo(Duration.ofSeconds(8));
        assertThat(plan.sample())
                .hasSize(4)
                .contains(new Sampled(charge.toString(), "payment.refund", "failed", "provider_error", "err_" + GROUP));
    }

    @Test
    void costAndTimeAreEstimatedByWhatTheJobsNeed() {
        execute("INSERT INTO limit_state (name, type, permits, per, burst) VALUES ('slow', 'rate', 2, 60000000, 1)");
        execute(
                "INSERT INTO limit_state (name, type, permits, per, burst) VALUES ('words', 'units', 100, 1000000, 100)");
        for (int i = 0; i < 6; i++) {
            operations.rows().failed().insert();
        }
        execute(
                "UPDATE job SET options = '{\"needs\":{\"limits\":[\"slow\",\"words\"],\"units\":{\"words\":50,\"$\":250000}}}'");
        var plan = Operations.counted(
                operations.plan("{'action':'replay','filter':{'state':['failed']},'reason':'All.'}"));
        assertThat(plan.estimatedCost()).isEqualByComparingTo("1.5");
        assertThat(plan.estimatedTime()).isEqualTo(Duration.ofMinutes(3));
        execute("UPDATE limit_state SET permits = 600 WHERE name = 'slow'");
        assertThat(Operations.counted(
                                operations.plan("{'action':'replay','filter':{'state':['failed']},'reason':'All.'}"))
                        .estimatedTime())
                .isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void aPlanOfNothingIsOne() {
        var operation = operations.plan("{'action':'cancel','filter':{'kind':['probe']},'reason':'None.'}");
        assertThat(operation.selected()).isZero();
        assertThat(Operations.counted(operation).sample()).isEmpty();
        operations.all.confirm(1, operations.token(), null);
        var taken = operations.runs.take(1).getFirst();
        assertThat(operations.slices.next(taken.hold(), 0, 10).jobs()).isEmpty();
    }

    @Test
    void whatHappensAfterwardsDoesNotChangeTheSelection() {
        var first = operations.rows().failed().insert();
        var operation = operations.plan("{'action':'replay','filter':{'kind':['probe']},'reason':'Those.'}");
        operations.rows().failed().insert();
        assertThat(operations.items(operation.id()))
                .extracting(BulkOperations.Item::job)
                .containsExactly(first);
    }

    @Test
    void moreJobsThanFitInAChunkAreAllThereInTheirOrder() {
        execute("""
                INSERT INTO job (tenant, id, kind, priority, max_attempts, payload)
                SELECT 1, uuidv7(), 'probe', 5, 1, '{}' FROM generate_series(1, 1203)""");
        execute("""
                INSERT INTO outcome (tenant, id, state, attempt, error_code, error, finished_at)
                SELECT tenant, id, 'failed', 1, 'a', 'A', now() - interval '1 minute' FROM job""");
        var operation = operations.plan("{'action':'replay','filter':{'kind':['probe']},'reason':'All.'}");
        var ids = operations.all.items(operation.id(), Kind.LEFT, 0, 0, 5000).stream()
                .map(BulkOperations.Item::job)
                .toList();
        assertThat(ids).hasSize(1203).isSorted();
        assertThat(new HashMap<>(Map.of("left", operation.progress().left()))).containsEntry("left", 1203);
    }
}
