package io.penstock.db.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.penstock.catalog.kind.Lane;
import io.penstock.catalog.probe.Probe;
import io.penstock.db.limit.Limits;
import io.penstock.db.limit.Limits.NewLimit;
import io.penstock.db.limit.Quota;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submissions;
import io.penstock.db.submission.Terms;
import io.penstock.db.submission.Terms.Concurrency;
import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class GateLoadsTest {

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final Gates gates = new Gates(test.database());
    private final GateLoads loads = new GateLoads(test.database());
    private final Flows flows = new Flows(test.jdbi());

    @AutoClose
    private final Submissions submissions = new Submissions(test.jdbi(), gates, lane -> {});

    private void submit(int jobs, Terms terms) {
        submissions.submitAll(Stream.generate(() -> Submission.of(1, Probe.KIND, "{}", terms))
                .limit(jobs)
                .toList());
    }

    private List<GateLoad> all() {
        return loads.page(null, null, 0, 100);
    }

    @Test
    void onlyGatesAtWhichThereAreJobsAreListed() {
        assertThat(all()).isEmpty();
        new Limits(test.jdbi()).create(new NewLimit("slow", new Quota.Concurrency(5), null, null));
        submit(3, Terms.DEFAULT);
        submit(2, Terms.DEFAULT.limits(List.of("slow")));
        assertThat(all())
                .extracting(load -> load.gate().limits(), GateLoad::waiting)
                .containsExactly(tuple(List.of(), 3), tuple(List.of("slow"), 2));
        assertThat(loads.page(null, "slow", 0, 100)).hasSize(1);
        assertThat(loads.page(Lane.AI, null, 0, 100)).isEmpty();
        assertThat(loads.page(null, null, all().getFirst().gate().id(), 100)).hasSize(1);
        assertThat(loads.page(null, null, 0, 1)).hasSize(1);
    }

    @Test
    void whatWaitsForOthersOfItsKeyIsCountedByItself() {
        submit(3, Terms.DEFAULT.concurrency(new Concurrency("k", 1, false)));
        assertThat(new LimitedGates(test.database(), gates, Duration.ofMinutes(1))
                        .take(Lane.HTTP, 10)
                        .jobs())
                .hasSize(1);
        assertThat(all()).singleElement().returns(0, GateLoad::waiting).returns(2, GateLoad::forOthers);
    }

    @Test
    void theCountStops() {
        for (int i = 0; i < 21; i++) {
            submit(500, Terms.DEFAULT);
        }
        assertThat(all().getFirst().waiting()).isEqualTo(GateLoad.MOST);
    }

    @Test
    void ratesAreThoseOfTheLastMinute() {
        submit(30, Terms.DEFAULT);
        flows.note();
        test.jdbi().useHandle(handle -> handle.execute("UPDATE gate_flow SET at = at - interval '5 min'"));
        submit(120, Terms.DEFAULT);
        gates.take(Lane.HTTP, 60);
        var flow = all().getFirst().flow();
        assertThat(flow.in()).isCloseTo(2.0, Offset.offset(0.01));
        assertThat(flow.out()).isCloseTo(1.0, Offset.offset(0.01));
        assertThat(flow.drain(10)).isEmpty();
        assertThat(new Flow(1, 3).drain(10)).contains(Duration.ofSeconds(5));
    }

    @Test
    void aMinuteIsNotedOnceHoweverManyDoIt() {
        submit(30, Terms.DEFAULT);
        flows.note();
        flows.note();
        test.jdbi().useHandle(handle -> handle.execute("UPDATE gate_flow SET at = at - interval '1 h'"));
        flows.note();
        assertThat(noted()).as("nothing has changed").isEqualTo(1);
        submit(1, Terms.DEFAULT);
        flows.note();
        assertThat(noted()).isEqualTo(2);
        test.jdbi().useHandle(handle -> handle.execute("UPDATE gate_flow SET at = at - interval '10 min'"));
        submit(1, Terms.DEFAULT);
        flows.note();
        assertThat(noted()).as("the oldest is needed no longer").isEqualTo(2);
    }

    private int noted() {
        return test.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT count(*) FROM gate_flow")
                        .mapTo(Integer.class)
                        .one());
    }
}
