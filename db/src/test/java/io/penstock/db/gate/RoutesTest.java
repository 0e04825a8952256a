package io.penstock.db.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.catalog.kind.Lane;
import io.penstock.catalog.probe.Probe;
import io.penstock.db.claim.Claims;
import io.penstock.db.claim.Claims.Offer;
import io.penstock.db.job.Job;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Jobs;
import io.penstock.db.job.Moved;
import io.penstock.db.limit.Limit;
import io.penstock.db.limit.Limits;
import io.penstock.db.limit.Limits.NewLimit;
import io.penstock.db.limit.Quota;
import io.penstock.db.limit.Routes;
import io.penstock.db.limit.TokenPrice;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submissions;
import io.penstock.db.submission.Terms;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutesTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final String KIND = Probe.KIND.name();

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final Limits limits = new Limits(test.jdbi());
    private final Routes routes = new Routes(test.jdbi(), limits);
    private final Gates gates = new Gates(test.database());
    private final LimitedGates limited = new LimitedGates(test.database(), gates, Duration.ofMinutes(1));
    private final int worker = WorkerRows.in(test.database()).alive();

    @AutoClose
    private final Submissions submissions = new Submissions(test.jdbi(), gates, lane -> {});

    @BeforeEach
    void twoDeployments() {
        routes.declare(
                Map.of(KIND, List.of("small", "large"), "only-small", List.of("small")),
                List.of(calls("small", 10), calls("large", 3)),
                List.of());
    }

    private static NewLimit calls(String deployment, int most) {
        return new NewLimit(deployment + ":calls", new Quota.Concurrency(most), null, null, deployment);
    }

    private List<JobId> submit(int jobs, Terms terms) {
        return IntStream.range(0, jobs)
                .mapToObj(i -> {
                    var job = Submission.of(1, Probe.KIND, "{}", terms);
                    submissions.submitAll(List.of(job));
                    return job.id();
                })
                .toList();
    }

    private List<JobId> submit(int jobs) {
        return submit(jobs, Terms.DEFAULT);
    }

    /** All that go through in a few looks, as a job that is moved goes through in the next one. */
    private List<JobId> take() {
        return IntStream.range(0, 4)
                .mapToObj(look -> limited.take(Lane.HTTP, 100).jobs())
                .flatMap(List::stream)
                .map(Moved::id)
                .toList();
    }

    private List<String> limitsOf(JobId job) {
        return test.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT unnest(gate.limits) FROM live JOIN gate ON gate.id = live.gate WHERE live.id = :id")
                        .bind("id", job.uuid())
                        .mapTo(String.class)
                        .list());
    }

    private long moved(List<JobId> jobs) {
        return jobs.stream()
                .filter(job -> limitsOf(job).contains("large:calls"))
                .count();
    }

    @Test
    void jobsGoToTheFirstDeploymentOfTheirRoute() {
        var jobs = submit(2);
        assertThat(take()).containsExactlyElementsOf(jobs);
        assertThat(limitsOf(jobs.getFirst())).containsExactly("route:" + KIND, "small:calls");
        assertThat(routes.deploymentOf(jobs.getFirst())).contains("small");
        routes.havePatience("small", HOUR);
        assertThat(routes.deploymentOf(jobs.getFirst()))
                .as("it was closed since")
                .isEmpty();
    }

    @Test
    void whileItIsClosedTheyGoToTheNextAsManyAsThatTakes() {
        var jobs = submit(8);
        routes.havePatience("small", HOUR);
        var taken = take();
        assertThat(taken).containsExactlyElementsOf(jobs.subList(0, 3));
        assertThat(limitsOf(taken.getFirst())).containsExactly("large:calls", "route:" + KIND);
        assertThat(moved(jobs))
                .as("a few wait there, and the others where they were")
                .isBetween(3L, 6L);
        limits.reopen("small:calls");
        assertThat(take()).containsExactlyInAnyOrderElementsOf(jobs.subList(3, 8));
        assertThat(limitsOf(jobs.getLast())).contains("small:calls");
    }

    @Test
    void theyGoBackWhenItOpensAgain() {
        routes.close("small", HOUR, "It fails.");
        var first = submit(3);
        assertThat(take()).containsExactlyElementsOf(first);
        new Claims(test.database()).claim(worker, List.of(new Offer(first.getFirst(), 0)));
        var unclaimed = new Unclaimed(test.database(), gates);
        limits.reopen("small:calls");
        var back = unclaimed.giveBack(first.subList(1, 3).stream()
                .map(id -> new Moved(id, 1, KIND, 0, null, Instant.now()))
                .toList());
        assertThat(back).hasSize(2);
        assertThat(limitsOf(first.getLast())).contains("large:calls");
        assertThat(take()).containsExactlyInAnyOrderElementsOf(first.subList(1, 3));
        assertThat(limitsOf(first.getLast())).contains("small:calls");
        assertThat(limitsOf(first.getFirst()))
                .as("what runs there counts there")
                .contains("large:calls");
    }

    @Test
    void whereAllAreClosedTheyWaitForTheFirstThatOpens() {
        routes.close("small", HOUR, "It fails.");
        routes.close("large", Duration.ofMinutes(5), "It fails, too.");
        submit(2);
        var taken = limited.take(Lane.HTTP, 100);
        assertThat(taken.jobs()).isEmpty();
        assertThat(taken.again()).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
    }

    @Test
    void aJobTakesTheRouteThatItNames() {
        routes.havePatience("small", HOUR);
        var route = limits.needs().route("only-small").orElseThrow();
        submit(2, Terms.DEFAULT.limits(List.of(route)));
        var free = submit(1);
        assertThat(take()).containsExactlyElementsOf(free);
        assertThat(limits.needs().route("no-such-route")).isEmpty();
    }

    @Test
    void whatClosedForGoodOpensByHandAndLetsAFewThroughAtFirst() {
        routes.closeForGood("small", "Nothing more is paid for.");
        assertThat(routes.closed()).containsOnlyKeys("small").containsValue(Limit.FOR_GOOD);
        routes.close("small", Duration.ofSeconds(1), "It fails.");
        assertThat(limits.find("small:calls").orElseThrow().closed())
                .satisfies(closed -> assertThat(closed.reason()).isEqualTo("Nothing more is paid for."));
        routes.close("large", HOUR, "It fails.");
        var jobs = submit(5);
        assertThat(take()).isEmpty();
        limits.reopen("small:calls");
        assertThat(take()).containsExactlyElementsOf(jobs.subList(0, 2));
    }

    @Test
    void jobsThatWereThereBeforeTheRoutesTakeThemToo() {
        routes.declare(Map.of(), List.of(), List.of());
        var before = submit(2);
        routes.declare(Map.of(KIND, List.of("large")), List.of(calls("large", 1)), List.of());
        assertThat(gates.take(Lane.HTTP, 10)).isEmpty();
        assertThat(take()).containsExactly(before.getFirst());
    }

    @Test
    void whatTheConfigurationNoLongerDeclaresIsGone() {
        routes.declare(Map.of(KIND, List.of("large")), List.of(calls("large", 7)), List.of());
        assertThat(limits.find("small:calls")).isEmpty();
        assertThat(limits.find("large:calls").orElseThrow().permits()).isEqualTo(7);
        var jobs = submit(1);
        assertThat(take()).containsExactlyElementsOf(jobs);
        assertThat(limitsOf(jobs.getFirst())).containsExactly("large:calls", "route:" + KIND);
    }

    @Test
    void unitsAreTakenFromWhicheverDeploymentItGoesTo() {
        var tokens = new Quota.Units(1000, HOUR, 1000);
        routes.declare(
                Map.of(KIND, List.of("small", "large")),
                List.of(
                        calls("small", 10),
                        calls("large", 10),
                        new NewLimit("large:tokens", tokens, null, null, "large")),
                List.of());
        routes.havePatience("small", HOUR);
        submit(3, Terms.DEFAULT.units(Map.of("tokens", 400L)));
        assertThat(take()).hasSize(2);
        assertThat(limits.find("large:tokens").orElseThrow().left(0).most()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"0, 2, 0", "250, 2, 300", "300, 2, 200", "900, 1, 0"})
    void whereAnAnswerCountsAtItsMostThatIsTaken(long most, int taken, long left) {
        var tokens = new Quota.Units(1000, HOUR, 1000);
        routes.declare(
                Map.of(KIND, List.of("small")),
                List.of(new NewLimit("small:tokens", tokens, null, null, "small", 400L)),
                List.of());
        var units = new HashMap<>(Map.of("input_tokens", 100L, "output_tokens", 10L, "tokens", 110L));
        if (most > 0) {
            units.put("max_output_tokens", most);
        }
        submit(2, Terms.DEFAULT.units(units));
        assertThat(take()).hasSize(taken);
        assertThat(limits.find("small:tokens").orElseThrow().left(0).most()).isEqualTo(left);
    }

    @Test
    void whatTheProviderSaysOfTokensGoesByWhatTheDeploymentAsksFor() {
        var tokens = new Quota.Units(1000, HOUR, 1000);
        routes.learn(new NewLimit("small:tokens", tokens, null, null, "small", 400L));
        routes.learn(new NewLimit("small:tokens", tokens, null, null, "small", 800L));
        assertThat(limits.find("small:tokens").orElseThrow().output()).isEqualTo(800L);
    }

    @Test
    void aRouteMayBeAnyUntilThereAreSome() {
        routes.declare(Map.of(), List.of(), List.of());
        assertThat(limits.mayTake("careful")).isTrue();
        routes.declare(Map.of("careful", List.of("large")), List.of(), List.of());
        assertThat(limits.mayTake("careful")).isTrue();
        await().until(() -> !limits.mayTake("careless"));
    }

    @Test
    void whatTheProviderSaysIsALimitUntilSomebodyMakesOne() {
        routes.learn(requests(60));
        assertThat(limits.find("small:requests").orElseThrow().permits()).isEqualTo(60);
        routes.learn(requests(90));
        assertThat(limits.find("small:requests").orElseThrow().permits()).isEqualTo(90);
        submit(1);
        assertThat(take()).hasSize(1);
        assertThat(limits.find("small:requests").orElseThrow().left(0).most()).isEqualTo(89);

        limits.change("small:requests", new Quota.Rate(10, HOUR, 10));
        routes.learn(requests(500));
        assertThat(limits.find("small:requests").orElseThrow().permits()).isEqualTo(10);
    }

    private static NewLimit requests(int permits) {
        return new NewLimit("small:requests", new Quota.Rate(permits, HOUR, permits), null, null, "small");
    }

    @Test
    void theJobSaysWhenItGoesOnOnlyIfNoOtherDeploymentTakesIt() {
        var job = submit(1).getFirst();
        routes.havePatience("small", HOUR);
        assertThat(view(job).nextEligibleAt()).isNull();
        assertThat(view(job).waitReason()).isEqualTo(Job.WaitReason.LIMIT);
        routes.havePatience("large", HOUR);
        assertThat(view(job).nextEligibleAt()).isNotNull();
    }

    private Job view(JobId job) {
        return new Jobs(test.jdbi()).find(1, job).orElseThrow();
    }

    private static TokenPrice price(String deployment, long above, String input, String output) {
        return new TokenPrice(deployment, above, new BigDecimal(input), new BigDecimal(output));
    }

    @Test
    void aJobMayCostWhatTheDearestOfItsRouteTakes() {
        var tokens = Map.of("input_tokens", 1000L, "output_tokens", 101L);
        assertThat(limits.needs().cost(KIND, null, tokens)).isEmpty();
        routes.declare(
                Map.of(KIND, List.of("small", "large"), "only-small", List.of("small"), "free", List.of("local")),
                List.of(),
                List.of(
                        price("small", 0, "0.25", "2"),
                        price("large", 0, "3", "15.5"),
                        price("large", 2000, "6", "31")));
        var needs = await().until(limits::needs, now -> now.route("free").isPresent());
        assertThat(needs.cost(KIND, "only-small", tokens)).hasValue(250 + 202);
        assertThat(needs.cost(KIND, null, tokens))
                .as("a part of a millionth is a whole one")
                .hasValue(3000 + 1566);
        assertThat(needs.cost(KIND, null, Map.of("input_tokens", 2001L))).hasValue(12_006);
        assertThat(needs.cost(KIND, null, Map.of("input_tokens", 2000L))).hasValue(6000);
        assertThat(needs.cost(KIND, "free", tokens)).isEmpty();
        assertThat(needs.cost("email.send", null, tokens)).isEmpty();
    }
}
