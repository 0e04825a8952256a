package io.penstock.db.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.http.HttpRequest;
import io.penstock.db.error.ErrorGroup.State;
import io.penstock.db.error.ErrorGroups.OfTenant;
import io.penstock.db.error.ErrorGroups.Position;
import io.penstock.db.job.ErrorGroupId;
import io.penstock.db.job.Failure;
import io.penstock.db.job.JobId;
import io.penstock.db.tenant.Tenants;
import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorGroupsTest {

    private static final Set<State> ALL = Set.of();

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    @AutoClose
    private final Failing jobs = new Failing(test);

    private final Sightings sightings = new Sightings(test.jdbi());
    private final ErrorGroups groups = new ErrorGroups(test.jdbi());
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

    /** A group of tenant 1 with one job that failed then. */
    private ErrorGroupId group(String code, Instant at) {
        var job = jobs.failed(new Failure(code, "It did not work."));
        jobs.seenAt(at);
        sightings.count(10);
        return jobs.groupOf(job);
    }

    private List<ErrorGroupId> page(@Nullable Integer tenant, Set<State> states, @Nullable String kind) {
        return groups.page(tenant, states, kind, null, 10).stream()
                .map(ErrorGroup::id)
                .toList();
    }

    @Test
    void thoseLastSeenComeFirst() {
        var older = group("older", now.minusSeconds(2));
        var newer = group("newer", now.minusSeconds(1));
        assertThat(page(1, ALL, null)).containsExactly(newer, older);
        group("older", now);
        assertThat(page(1, ALL, null)).containsExactly(older, newer);
        assertThat(page(null, ALL, null)).containsExactly(older, newer);
        assertThat(page(2, ALL, null)).isEmpty();
    }

    @Test
    void pagesHaveEachGroupOnceAlsoOfOneMoment() {
        var made = new ArrayList<ErrorGroupId>();
        for (var code : List.of("a", "b", "c", "d", "e")) {
            made.add(group(code, now));
        }
        var seen = new ArrayList<ErrorGroupId>();
        Position behind = null;
        for (var page = groups.page(1, ALL, null, null, 2); !page.isEmpty(); ) {
            page.forEach(group -> seen.add(group.id()));
            behind = new Position(page.getLast().lastSeen(), page.getLast().id());
            page = groups.page(1, Set.of(State.OPEN), null, behind, 2);
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(made);
    }

    @Test
    void aPageIsOfTheStatesAndTheKindThatAreAskedFor() {
        var open = group("open", now.minusSeconds(3));
        var resolved = group("resolved", now.minusSeconds(2));
        var ignored = group("ignored", now.minusSeconds(1));
        groups.decide(resolved, State.RESOLVED, "Mended");
        groups.decide(ignored, State.IGNORED, "They know");
        var other = jobs.ended(1, HttpRequest.KIND, Failing.FAILED);
        sightings.count(10);
        for (var tenant : new Integer[] {1, null}) {
            assertThat(page(tenant, Set.of(State.OPEN), "probe")).containsExactly(open);
            assertThat(page(tenant, Set.of(State.RESOLVED), null)).containsExactly(resolved);
            assertThat(page(tenant, Set.of(State.IGNORED), null)).containsExactly(ignored);
            assertThat(page(tenant, Set.of(State.OPEN, State.IGNORED), "probe")).containsExactly(ignored, open);
            assertThat(page(tenant, ALL, HttpRequest.KIND.name())).containsExactly(jobs.groupOf(other));
        }
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void whatIsDecidedHoldsUntilItIsDecidedOtherwise(State state) {
        var id = group("refused", now);
        for (var first : State.values()) {
            assertThat(groups.decide(id, first, "First")).isTrue();
            assertThat(groups.decide(id, state, "Then")).isTrue();
            assertThat(groups.find(1, id)).hasValueSatisfying(group -> {
                assertThat(group.state()).isEqualTo(state);
                assertThat(group.reason()).isEqualTo("Then");
                assertThat(group.since()).isAfterOrEqualTo(now);
                assertThat(group.reopenedAt()).isNull();
            });
        }
    }

    @Test
    void whatADecisionFollowsIsNoReopeningAnyMore() {
        var id = group("refused", now.minusSeconds(10));
        groups.decide(id, State.RESOLVED, "Mended");
        group("refused", Instant.now().plusSeconds(10));
        assertThat(groups.find(1, id).orElseThrow().reopenedAt()).isNotNull();
        groups.decide(id, State.IGNORED, "They know");
        assertThat(groups.find(1, id).orElseThrow().reopenedAt()).isNull();
    }

    @Test
    void nothingIsDecidedOfAGroupThatIsNotThere() {
        assertThat(groups.decide(new ErrorGroupId("0123456789abcdef"), State.RESOLVED, "Mended"))
                .isFalse();
    }

    @Test
    void theTenantsWithMostOfItComeFirst() {
        var tenants = new Tenants(test.jdbi());
        int few = tenants.named("few").id();
        int many = tenants.named("many").id();
        var id = jobs.groupOf(few, jobs.failed(few));
        jobs.failed(many);
        jobs.failed(many);
        sightings.count(10);
        assertThat(groups.tenants(null, id, 10)).containsExactly(new OfTenant("many", 2), new OfTenant("few", 1));
        assertThat(groups.tenants(null, id, 1)).containsExactly(new OfTenant("many", 2));
        assertThat(groups.tenants(few, id, 10)).containsExactly(new OfTenant("few", 1));
    }

    @Test
    void aSampleHasTheNewestJobs() {
        JobId first = jobs.failed(1);
        JobId second = jobs.failed(2);
        JobId third = jobs.failed(1);
        jobs.failed(new Failure("another", "Something else."));
        sightings.count(10);
        var id = jobs.groupOf(first);
        assertThat(groups.sample(1, id, 10)).containsExactly(third, first);
        assertThat(groups.sample(null, id, 10)).containsExactly(third, second, first);
        assertThat(groups.sample(null, id, 2)).containsExactly(third, second);
    }

    @Test
    void whatWasNotSeenForLongIsPrunedWithItsHours() {
        var gone = group("gone", now.minus(Duration.ofDays(91)));
        var kept = group("kept", now.minus(Duration.ofDays(91)));
        group("kept", now.minus(Duration.ofDays(89)));
        assertThat(groups.prune(90, 100)).isPositive();
        assertThat(groups.find(1, gone)).isEmpty();
        assertThat(page(null, ALL, null)).containsExactly(kept);
        assertThat(groups.find(1, kept).orElseThrow().count()).isEqualTo(2);
        assertThat(groups.hours(1, kept, Instant.EPOCH)).hasSize(1);
        assertThat(rows("error_group")).isEqualTo(1);
        assertThat(rows("error_count")).isEqualTo(2);
        assertThat(rows("error_hour")).isEqualTo(2);
        assertThat(groups.prune(90, 100)).isZero();
    }

    @Test
    void someArePrunedAtATime() {
        group("a", now.minus(Duration.ofDays(91)));
        group("b", now.minus(Duration.ofDays(91)));
        assertThat(groups.prune(90, 3)).isEqualTo(3);
        assertThat(groups.prune(90, 3)).isEqualTo(1);
        assertThat(rows("error_group")).isZero();
    }

    private int rows(String table) {
        return test.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT count(*) FROM " + table)
                        .mapTo(Integer.class)
                        .one());
    }
}
