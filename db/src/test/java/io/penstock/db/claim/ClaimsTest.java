package io.penstock.db.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.kind.JobOptions;
import io.penstock.db.claim.Claims.Offer;
import io.penstock.db.job.JobId;
import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.LiveRow;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ClaimsTest {

    private static final Instant DISPATCHED_AT = Instant.parse("2026-01-31T08:00:00.123456Z");

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final Claims claims = new Claims(test.database());
    private final int worker = WorkerRows.in(test.database()).alive();

    private JobRows row() {
        return JobRows.in(test.database());
    }

    private List<Claim> claim(JobId id, int attempt) {
        return claims.claim(worker, List.of(new Offer(id, attempt)));
    }

    @Test
    void anOfferIsClaimedWithAllThatItsRunNeeds() {
        var id = row().tenant(7)
                .dispatched()
                .attempt(2)
                .rescues(1)
                .maxAttempts(4)
                .payload("{\"note\": \"a\"}")
                .since(DISPATCHED_AT)
                .insert();
        assertThat(claim(id, 2)).singleElement().satisfies(claim -> {
            assertThat(claim.claimedAt()).isBetween(Instant.now().minus(Duration.ofMinutes(1)), Instant.now());
            assertThat(claim)
                    .isEqualTo(new Claim(
                            id,
                            7,
                            "probe",
                            3,
                            1,
                            4,
                            worker,
                            null,
                            DISPATCHED_AT,
                            claim.claimedAt(),
                            null,
                            JobOptions.NONE,
                            "{\"note\": \"a\"}",
                            null));
            assertThat(claim.countedAttempt()).isEqualTo(2);
        });
        assertThat(LiveRow.of(test.database(), id))
                .extracting(LiveRow::state, LiveRow::attempt, LiveRow::worker)
                .containsExactly("running", 3, worker);
    }

    @Test
    void aJobThatIsNewIsToldToHaveBeenSubmitted() {
        assertThat(claim(row().dispatched().insert(), 0))
                .singleElement()
                .satisfies(claim -> assertThat(claim.submittedAt())
                        .isBetween(Instant.now().minus(Duration.ofMinutes(1)), claim.claimedAt()));
        assertThat(claim(row().dispatched().attempt(1).insert(), 1))
                .extracting(Claim::submittedAt)
                .containsOnlyNulls();
    }

    /** Whose first bit makes it negative in Java, and the greatest in Postgres. */
    @Test
    void anOfferOfAFarFutureDoesNotHideTheOthers() {
        var id = row().dispatched().insert();
        var stranger = JobId.parse("job_ffffffffffff7000800000000000000f").orElseThrow();
        assertThat(claims.claim(worker, List.of(new Offer(stranger, 0), new Offer(id, 0))))
                .extracting(Claim::id)
                .containsExactly(id);
    }

    @Test
    void anOfferIsClaimedOnce() {
        var id = row().dispatched().insert();
        assertThat(claim(id, 0)).hasSize(1);
        assertThat(claim(id, 0)).isEmpty();
        assertThat(claim(id, 1)).isEmpty();
        assertThat(LiveRow.of(test.database(), id).attempt()).isEqualTo(1);
    }

    @Test
    void anOfferThatCameTwiceInOnePollIsClaimedOnce() {
        var id = row().dispatched().insert();
        assertThat(claims.claim(worker, List.of(new Offer(id, 0), new Offer(id, 0))))
                .hasSize(1);
        assertThat(LiveRow.of(test.database(), id).attempt()).isEqualTo(1);
    }

    @Test
    void anOfferOfAnotherAttemptIsNobodysBusiness() {
        var id = row().dispatched().attempt(2).insert();
        assertThat(claim(id, 1)).isEmpty();
        assertThat(claim(id, 3)).isEmpty();
        assertThat(LiveRow.of(test.database(), id).state()).isEqualTo("dispatched");
    }

    @Test
    void onlyDispatchedJobsAreClaimed() {
        assertThat(claim(row().queued().insert(), 0)).isEmpty();
        assertThat(claim(row().scheduled().insert(), 0)).isEmpty();
        assertThat(claim(row().retrying().insert(), 1)).isEmpty();
        assertThat(claim(row().cancelled().insert(), 0)).isEmpty();
        assertThat(claim(JobId.next(), 0)).isEmpty();
        assertThat(claims.claim(worker, List.of())).isEmpty();
    }

    @Test
    void aLapsedWorkerClaimsNothing() {
        var id = row().dispatched().insert();
        int lapsed = WorkerRows.in(test.database()).lapsed();
        assertThat(claims.claim(lapsed, List.of(new Offer(id, 0)))).isEmpty();
        assertThat(claims.claim(999, List.of(new Offer(id, 0)))).isEmpty();
        assertThat(claim(id, 0)).hasSize(1);
    }

    @Test
    void aWholePollIsClaimedAndWhatIsNoLongerOnOfferIsLeftOut() {
        var first = row().dispatched().insert();
        var gone = row().cancelled().insert();
        var second = row().dispatched().attempt(1).insert();
        assertThat(claims.claim(worker, List.of(new Offer(first, 0), new Offer(gone, 0), new Offer(second, 1))))
                .extracting(Claim::id)
                .containsExactlyInAnyOrder(first, second);
    }

    @Test
    void anOfferIsClaimedByOneWorkerHoweverManyWantIt() {
        var offers = new ArrayList<Offer>();
        for (int i = 0; i < 20; i++) {
            offers.add(new Offer(row().dispatched().insert(), 0));
        }
        int other = WorkerRows.in(test.database()).alive();
        var claimed =
                AtOnce.call(4, i -> claims.claim(i % 2 == 0 ? worker : other, i < 2 ? offers : offers.reversed()));
        assertThat(claimed.stream().flatMap(List::stream))
                .hasSize(20)
                .extracting(Claim::id)
                .doesNotHaveDuplicates();
    }
}
