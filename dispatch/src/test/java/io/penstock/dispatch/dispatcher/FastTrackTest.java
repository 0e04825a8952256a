package io.penstock.dispatch.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.job.JobId;
import io.penstock.db.job.Moved;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FastTrackTest {

    private final Set<JobId> claimed = new HashSet<>();
    private int asked;
    private final FastTrack track = new FastTrack(this::unclaimed);

    private Set<JobId> unclaimed(Set<JobId> jobs) {
        asked++;
        var unclaimed = new HashSet<>(jobs);
        unclaimed.removeAll(claimed);
        return unclaimed;
    }

    private List<Moved> dispatched(int jobs) {
        var some = Stream.generate(() -> new Moved(JobId.next(), 1, "probe", 0, null, Instant.EPOCH))
                .limit(jobs)
                .toList();
        track.dispatched(some);
        return some;
    }

    @Test
    void aTrackThatIsHalfEmptyAsksNobody() {
        assertThat(track.room()).isEqualTo(16);
        dispatched(8);
        assertThat(track.room()).isEqualTo(8);
        assertThat(asked).isZero();
    }

    @Test
    void whatWorkersHaveClaimedLeavesRoom() {
        dispatched(6);
        dispatched(10).forEach(job -> claimed.add(job.id()));
        assertThat(track.room()).isEqualTo(10);
    }

    @Test
    void thereIsNoRoomWhileAllLieThere() {
        var jobs = dispatched(16);
        assertThat(track.room()).isZero();
        claimed.add(jobs.getFirst().id());
        assertThat(track.room()).isEqualTo(1);
    }
}
