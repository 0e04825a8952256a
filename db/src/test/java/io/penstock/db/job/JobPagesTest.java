package io.penstock.db.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.http.HttpRequest;
import io.penstock.catalog.probe.Probe;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The tests share a database; each has a tenant of its own. */
class JobPagesTest {

    @AutoClose
    private static final TestDatabase TEST = TestDatabase.fresh();

    private static final AtomicInteger TENANTS = new AtomicInteger();

    private final JobPages pages = new JobPages(TEST.jdbi());
    private final int tenant = TENANTS.incrementAndGet();
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

    private JobRows row() {
        return JobRows.in(TEST.database()).tenant(tenant);
    }

    @Test
    void aPageShowsTheNewestFirst() {
        var first = row().insert();
        var second = row().succeeded().insert();
        var third = row().scheduled().insert();
        assertThat(page(tenant, JobFilter.everything(), null, 10)).containsExactly(third, second, first);
        assertThat(page(tenant, JobFilter.everything(), null, 2)).containsExactly(third, second);
        assertThat(page(tenant, JobFilter.everything(), second, 10)).containsExactly(first);
    }

    @ParameterizedTest
    @EnumSource
    void aPageShowsTheJobsOfOneState(State state) {
        var ids = oneOfEachState();
        assertThat(page(tenant, states(Set.of(state)), null, 10)).isEqualTo(ids.get(state));
    }

    @Test
    void aPageShowsTheJobsOfSeveralStates() {
        var ids = oneOfEachState();
        assertThat(page(tenant, states(Set.of(State.SUCCEEDED, State.RUNNING)), null, 10))
                .containsExactlyInAnyOrderElementsOf(both(ids, State.SUCCEEDED, State.RUNNING));
        assertThat(page(tenant, states(Set.of(State.FAILED, State.CANCELLED)), null, 10))
                .containsExactlyInAnyOrderElementsOf(both(ids, State.FAILED, State.CANCELLED));
        assertThat(page(tenant, states(Set.of(State.QUEUED, State.SCHEDULED)), null, 10))
                .containsExactlyInAnyOrderElementsOf(both(ids, State.QUEUED, State.SCHEDULED));
        assertThat(page(tenant, states(Set.of(State.FAILED, State.QUEUED)), null, 10))
                .containsExactlyInAnyOrderElementsOf(both(ids, State.FAILED, State.QUEUED));
    }

    private static List<JobId> both(Map<State, List<JobId>> ids, State one, State other) {
        var both = new ArrayList<>(ids.getOrDefault(one, List.of()));
        both.addAll(ids.getOrDefault(other, List.of()));
        return both;
    }

    private Map<State, List<JobId>> oneOfEachState() {
        var ids = new EnumMap<State, List<JobId>>(State.class);
        ids.put(State.SCHEDULED, List.of(row().scheduled().insert()));
        var queued = row().queued().insert();
        ids.put(State.QUEUED, List.of(row().dispatched().insert(), queued));
        ids.put(State.RUNNING, List.of(row().running().insert()));
        ids.put(State.RETRYING, List.of(row().retrying().insert()));
        ids.put(State.SUCCEEDED, List.of(row().succeeded().insert()));
        ids.put(State.FAILED, List.of(row().failed().insert()));
        ids.put(State.CANCELLED, List.of(row().cancelled().insert()));
        ids.put(State.EXPIRED, List.of(row().expired().insert()));
        ids.put(State.OUTCOME_UNKNOWN, List.of(row().outcomeUnknown().insert()));
        return ids;
    }

    @Test
    void aPageShowsTheJobsOfOneKind() {
        row().kind(Probe.KIND).insert();
        var http = row().kind(HttpRequest.KIND).insert();
        assertThat(page(tenant, new JobFilter(Set.of(), "http.request", Map.of(), null, null), null, 10))
                .containsExactly(http);
        assertThat(page(tenant, new JobFilter(Set.of(State.QUEUED), "http.request", Map.of(), null, null), null, 10))
                .containsExactly(http);
        assertThat(page(tenant, new JobFilter(Set.of(State.FAILED), "http.request", Map.of(), null, null), null, 10))
                .isEmpty();
    }

    @Test
    void aPageShowsTheJobsOfAnErrorGroup() {
        var group = new ErrorGroupId("00000000000000aa");
        var first = failedWith(group);
        failedWith(new ErrorGroupId("00000000000000bb"));
        row().failed().insert();
        var second = failedWith(group);
        TEST.jdbi()
                .useHandle(handle -> handle.execute(
                        "INSERT INTO tag (tenant, name, value, id) VALUES (?, 'env', 'prod', ?)",
                        tenant,
                        first.uuid()));
        assertThat(page(tenant, ofGroup(group, Set.of(), Map.of()), null, 10)).containsExactly(second, first);
        assertThat(page(tenant, ofGroup(group, Set.of(), Map.of()), second, 10)).containsExactly(first);
        assertThat(page(tenant, ofGroup(group, Set.of(), Map.of("env", "prod")), null, 10))
                .containsExactly(first);
        assertThat(page(tenant, ofGroup(group, Set.of(), Map.of("env", "test")), null, 10))
                .isEmpty();
        assertThat(page(tenant, ofGroup(group, Set.of(State.EXPIRED), Map.of()), null, 10))
                .isEmpty();
        assertThat(page(tenant + 1, ofGroup(group, Set.of(), Map.of()), null, 10))
                .isEmpty();
        assertThat(pages.page(tenant, ofGroup(group, Set.of(), Map.of()), null, 10)
                        .jobs())
                .allMatch(job -> group.equals(job.errorGroup()));
    }

    private static JobFilter ofGroup(ErrorGroupId group, Set<State> states, Map<String, String> tags) {
        return new JobFilter(states, null, tags, null, null, group);
    }

    private JobId failedWith(ErrorGroupId group) {
        var id = row().failed().insert();
        TEST.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE outcome SET fingerprint = ? WHERE id = ?", group.fingerprint(), id.uuid()));
        return id;
    }

    @ParameterizedTest
    @EnumSource(names = {"QUEUED", "FAILED", "SUCCEEDED"})
    void aPageShowsTheJobsOfATime(State state) {
        var from = now.minus(Duration.ofHours(2));
        var to = now.minus(Duration.ofHours(1));
        inState(state, from.minusMillis(1));
        var first = inState(state, from);
        var last = inState(state, to.minusMillis(1));
        inState(state, to);
        inState(state, now);
        for (var states : List.of(Set.<State>of(), Set.of(state))) {
            assertThat(page(tenant, new JobFilter(states, null, Map.of(), from, to), null, 10))
                    .containsExactly(last, first);
            assertThat(page(tenant, new JobFilter(states, null, Map.of(), from, null), null, 10))
                    .hasSize(4);
            assertThat(page(tenant, new JobFilter(states, null, Map.of(), null, to), null, 10))
                    .hasSize(3);
        }
    }

    private JobId inState(State state, Instant createdAt) {
        var row = row().createdAt(createdAt);
        return switch (state) {
            case FAILED -> row.failed().insert();
            case SUCCEEDED -> row.succeeded().insert();
            case QUEUED, SCHEDULED, RUNNING, RETRYING, CANCELLED, EXPIRED, OUTCOME_UNKNOWN ->
                row.queued().insert();
        };
    }

    @Test
    void aTimeFilterBelievesTheDatabasesClockAndNotTheIds() {
        var made = now.minus(Duration.ofHours(1));
        var behind = row().id(new JobId(JobId.floor(made.minus(Duration.ofMinutes(5)))))
                .createdAt(made)
                .insert();
        var ahead = row().id(new JobId(JobId.floor(made.plus(Duration.ofMinutes(5)))))
                .createdAt(made)
                .insert();
        var filter = new JobFilter(Set.of(), null, Map.of(), made.minusMillis(1), made.plusMillis(1));
        assertThat(page(tenant, filter, null, 10)).containsExactly(ahead, behind);
    }

    @Test
    void pagesShowEachJobOnce() {
        var all = new ArrayList<JobId>();
        for (int i = 0; i < 7; i++) {
            all.addFirst(row().insert());
            all.addFirst(row().failed().insert());
            all.addFirst(row().running().insert());
        }
        var seen = new ArrayList<JobId>();
        @Nullable JobId last = null;
        while (true) {
            var page = page(tenant, JobFilter.everything(), last, 4);
            if (page.isEmpty()) {
                break;
            }
            seen.addAll(page);
            last = page.getLast();
        }
        assertThat(seen).isEqualTo(all);
    }

    @Test
    void aPageThatBeganBeforeNewJobsGoesOnWhereItWas() {
        var first = row().insert();
        var second = row().insert();
        assertThat(page(tenant, JobFilter.everything(), null, 1)).containsExactly(second);
        row().insert();
        assertThat(page(tenant, JobFilter.everything(), second, 10)).containsExactly(first);
    }

    /** They lie far from each other, between jobs that do not fit. */
    @Test
    void aPageLooksAtSoManyAndTheNextOneGoesOn() {
        var rare = new ArrayList<JobId>();
        for (int i = 0; i < 3; i++) {
            rare.addFirst(row().kind(HttpRequest.KIND).failed().insert());
            for (int other = 0; other < 4; other++) {
                row().kind(Probe.KIND).failed().insert();
            }
        }
        for (var states : List.of(Set.<State>of(), Set.of(State.FAILED))) {
            var filter = new JobFilter(states, "http.request", Map.of(), null, null);
            assertThat(walk(3, filter)).isEqualTo(rare);
            assertThat(walk(5, filter)).isEqualTo(rare);
            assertThat(walk(100, filter)).isEqualTo(rare);
        }
        assertThat(walk(4, states(Set.of(State.SUCCEEDED)))).isEmpty();
    }

    @Test
    void onlyAPageThatLookedAtAllThereIsIsTheLast() {
        var first = row().insert();
        var second = row().insert();
        assertThat(new JobPages(TEST.jdbi(), 2)
                        .page(tenant, JobFilter.everything(), null, 1)
                        .next())
                .isEqualTo(second);
        assertThat(new JobPages(TEST.jdbi(), 3)
                        .page(tenant, JobFilter.everything(), null, 2)
                        .next())
                .isNull();
        assertThat(new JobPages(TEST.jdbi(), 1)
                        .page(tenant, JobFilter.everything(), second, 5)
                        .next())
                .isEqualTo(first);
        assertThat(new JobPages(TEST.jdbi(), 1)
                        .page(tenant, JobFilter.everything(), first, 5)
                        .next())
                .isNull();
    }

    /** Whatever one page looks at, together they show all. */
    private List<JobId> walk(int window, JobFilter filter) {
        var narrow = new JobPages(TEST.jdbi(), window);
        var seen = new ArrayList<JobId>();
        var page = narrow.page(tenant, filter, null, 2);
        for (int turn = 0; turn < 20 && page.next() != null; turn++) {
            page.jobs().forEach(job -> seen.add(job.id()));
            page = narrow.page(tenant, filter, page.next(), 2);
        }
        page.jobs().forEach(job -> seen.add(job.id()));
        return seen;
    }

    private static JobFilter states(Set<State> states) {
        return new JobFilter(states, null, Map.of(), null, null);
    }

    private List<JobId> page(int tenant, JobFilter filter, @Nullable JobId olderThan, int size) {
        return pages.page(tenant, filter, olderThan, size).jobs().stream()
                .map(Job::id)
                .toList();
    }
}
