package io.penstock.db.schedule;

import static io.penstock.db.schedule.TestSchedules.hourly;
import static io.penstock.db.schedule.TestSchedules.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Violation;
import io.penstock.db.batch.Batch;
import io.penstock.db.batch.BatchItem;
import io.penstock.db.batch.BatchItems;
import io.penstock.db.batch.Batches;
import io.penstock.db.batch.UnfinishedBatches;
import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetsTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private static final String BATCH = """
            {"batch": {"items": [{"kind": "probe", "payload": {}, "custom_id": "a", "tags": {"k": "v"}}, {"kind": "probe", "payload": {}}],
                       "callback": {"url": "https://receiver.example/"}, "tags": {"of": "the batch"}}}""";

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    @AutoClose
    private final TestSchedules at = new TestSchedules(test);

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                                                     | ``
            {"job": {}, "batch": {}}                                               | ``
            {"analysis": {}}                                                       | /analysis/source
            {"analysis": {"source": {"git": "https://a.example/b"}, "analyzers": []}} | /analysis/analyzers
            {"job": {"kind": "probe", "payload": {}}, "analysis": {"source": {"git": "https://a.example/b"}}} | ``
            []                                                                     | ``
            {"job": 5}                                                             | /job
            {"job": {"kind": "probe"}}                                             | /job/payload
            {"job": {"kind": "nothing", "payload": {}}}                            | /job/kind
            {"job": {"kind": "probe", "payload": {"take_ms": -1}}}                 | /job/payload/take_ms
            {"job": {"kind": "probe", "payload": {}, "priority": 10}}              | /job/priority
            {"job": {"kind": "probe", "payload": {}, "limits": ["none"]}}          | /job/limits/0
            {"job": {"kind": "probe", "payload": {}, "run_at": "2030-01-01T00:00:00Z"}}   | /job/run_at
            {"job": {"kind": "probe", "payload": {}, "deadline": "2030-01-01T00:00:00Z"}} | /job/deadline
            {"batch": {"items": []}}                                               | /batch/items
            {"batch": {"items": [{"kind": "probe"}]}}                              | /batch/items/0/payload
            {"batch": {"items": [{"kind": "probe", "payload": {}, "run_at": "2030-01-01T00:00:00Z"}]}} | /batch/items/0/run_at
            {"batch": {"items": [{"kind": "probe", "payload": {}, "custom_id": "a"}, {"kind": "probe", "payload": {}, "custom_id": "a"}]}} | /batch/items/1/custom_id
            {"batch": {"items": [{"kind": "probe", "payload": {}}], "callback": {"url": "x"}}} | /batch/callback/url
            """)
    void whatIsWrongIsSaidWithItsPlace(String target, String pointer) {
        assertThat(at.check(target))
                .isInstanceOfSatisfying(
                        Read.Invalid.class,
                        invalid -> assertThat(((Read.Invalid<?>) invalid).violations())
                                .extracting(Violation::pointer)
                                .containsExactly(pointer));
    }

    @Test
    void aTargetHasAnEnd() {
        var tooLong =
                "{\"job\": {\"kind\": \"probe\", \"payload\": {\"note\": \"%s\"}}}".formatted("x".repeat(300_000));
        assertThat(at.check(tooLong)).isInstanceOf(Read.Invalid.class);
        var items = "{\"kind\": \"probe\", \"payload\": {}},".repeat(1001);
        assertThat(at.check("{\"batch\": {\"items\": [" + items.substring(0, items.length() - 1) + "]}}"))
                .isInstanceOf(Read.Invalid.class);
    }

    @Test
    void whatIsRightIsStoredAsItWasSaid() {
        assertThat(at.check(BATCH)).isInstanceOf(Read.Valid.class);
        assertThat(at.check(TestSchedules.PROBE))
                .isEqualTo(new Read.Valid<>("{\"job\":{\"kind\":\"probe\",\"payload\":{}}}"));
    }

    @Test
    void aBatchIsMadeAsAWhole() {
        var schedule = at.create("weekly", with(with(hourly(), BATCH), Overlap.SKIP));
        at.fireAfter(HOUR);
        var id = Objects.requireNonNull(at.history(schedule).getFirst().batch());

        var batch = new Batches(at.jdbi()).find(at.tenant, id).orElseThrow();
        assertThat(batch.state()).isEqualTo(Batch.State.RUNNING);
        assertThat(batch.complete()).isTrue();
        assertThat(batch.callback()).isEqualTo("https://receiver.example/");
        assertThat(batch.tags()).containsEntry("of", "the batch").containsEntry(NewFiring.SCHEDULE_TAG, "weekly");
        var items =
                new BatchItems(at.jdbi()).items(at.tenant, id, Set.of(), 0, 10).items();
        assertThat(items).extracting(BatchItem::customId).containsExactly("a", null);
        assertThat(at.jobs("weekly")).hasSize(2).allSatisfy(job -> {
            assertThat(job.batch()).isEqualTo(id);
            assertThat(job.tags()).containsKey(NewFiring.FIRING_TAG);
        });

        at.fireAfter(HOUR);
        assertThat(at.history(schedule).getLast().reason()).isEqualTo("overlap");
        at.endJobs();
        assertThat(new UnfinishedBatches(at.jdbi()).finish(10)).isEqualTo(1);
        at.fireAfter(HOUR);
        assertThat(at.history(schedule, Firing.State.FIRED)).hasSize(2);
    }
}
