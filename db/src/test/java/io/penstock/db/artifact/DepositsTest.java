package io.penstock.db.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.db.artifact.Artifact.Content;
import io.penstock.db.artifact.Artifact.Declared;
import io.penstock.db.artifact.Artifact.State;
import io.penstock.db.claim.Claim;
import io.penstock.db.link.LinkSecret;
import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.TestClaim;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DepositsTest {

    private static final String HASH = "ab".repeat(32);
    private static final long PLENTY = 1 << 30;

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final Deposits deposits = new Deposits(test.jdbi());
    private final Removals removals = new Removals(test.jdbi());
    private final Artifacts artifacts = new Artifacts(test.jdbi());
    private final int worker = WorkerRows.in(test.database()).alive();

    private static NewArtifact named(String name) {
        return new NewArtifact(name, "text/plain", Declared.NOTHING, Duration.ofDays(1));
    }

    private static Content bytes(long count) {
        return new Content("object" + ThreadLocalRandom.current().nextInt(1_000_000), count, HASH);
    }

    private Artifact ready(long bytes) {
        var begun = deposits.begin(1, named("a.txt"));
        assertThat(deposits.finish(begun, bytes(bytes), PLENTY)).isInstanceOf(Deposited.Ready.class);
        return artifacts.find(1, begun.id()).orElseThrow();
    }

    private Claim running() {
        var id = JobRows.in(test.database()).running().worker(worker).insert();
        return TestClaim.of(id, 1, worker);
    }

    private long sum() {
        return test.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT coalesce(sum(bytes), 0) FROM artifact WHERE state = 'ready'")
                        .mapTo(Long.class)
                        .one());
    }

    @Test
    void whatIsBegunIsThereBeforeItsBytes() {
        var begun =
                deposits.begin(1, new NewArtifact("a.txt", "text/plain", new Declared(5L, HASH), Duration.ofDays(2)));

        var found = artifacts.find(1, begun.id()).orElseThrow();
        assertThat(found).isEqualTo(begun);
        assertThat(found.state()).isEqualTo(State.UPLOADING);
        assertThat(found.declared()).isEqualTo(new Declared(5L, HASH));
        assertThat(found.content()).isNull();
        assertThat(found.expiresAt()).isEqualTo(found.createdAt().plus(Duration.ofDays(2)));
        assertThat(artifacts.find(2, begun.id())).as("another tenant's").isEmpty();
        assertThat(deposits.used(1)).isZero();
    }

    @Test
    void theFirstWhoEndsItMakesItReady() {
        var begun = deposits.begin(1, named("a.txt"));
        var content = bytes(7);

        assertThat(deposits.finish(begun, content, PLENTY))
                .isInstanceOfSatisfying(
                        Deposited.Ready.class,
                        ready -> assertThat(ready.artifact().content()).isEqualTo(content));
        assertThat(deposits.finish(begun, bytes(9), PLENTY))
                .isInstanceOfSatisfying(
                        Deposited.Late.class,
                        late -> assertThat(late.artifact().content()).isEqualTo(content));

        assertThat(artifacts.find(1, begun.id()).orElseThrow().state()).isEqualTo(State.READY);
        assertThat(deposits.used(1)).isEqualTo(7);
    }

    @Test
    void whatDoesNotFitIntoTheQuotaStaysAsItIs() {
        ready(60);
        var begun = deposits.begin(1, named("b.txt"));

        assertThat(deposits.finish(begun, bytes(41), 100)).isEqualTo(new Deposited.OverQuota(60));
        assertThat(artifacts.find(1, begun.id()).orElseThrow().state()).isEqualTo(State.UPLOADING);
        assertThat(deposits.used(1)).isEqualTo(60);
        assertThat(deposits.finish(begun, bytes(40), 100)).isInstanceOf(Deposited.Ready.class);
        assertThat(deposits.used(1)).isEqualTo(100);
    }

    @Test
    void theFirstOfATenantDoesNotPassTheQuotaEither() {
        var begun = deposits.begin(1, named("a.txt"));
        assertThat(deposits.finish(begun, bytes(101), 100)).isEqualTo(new Deposited.OverQuota(0));
    }

    @Test
    void theQuotaHoldsWhenManyEndAtOnce() {
        var ended = AtOnce.call(20, nr -> deposits.finish(deposits.begin(1, named(nr + ".txt")), bytes(10), 100));

        assertThat(ended).filteredOn(one -> one instanceof Deposited.Ready).hasSize(10);
        assertThat(deposits.used(1)).isEqualTo(100).isEqualTo(sum());
    }

    @Test
    void whatWasRemovedMeanwhileIsGone() {
        var begun = deposits.begin(1, named("a.txt"));
        removals.mark(1, begun.id(), false);

        assertThat(deposits.finish(begun, bytes(1), PLENTY)).isEqualTo(new Deposited.Gone());
    }

    @Test
    void aRemovalGivesTheSpaceBackOnce() {
        var one = ready(10);
        ready(5);

        removals.mark(1, one.id(), false);
        assertThat(deposits.used(1)).isEqualTo(5);
        assertThat(removals.unfinished(Duration.ofDays(1), 10)).containsExactly(one.id());
        assertThat(deposits.used(1)).isEqualTo(5).isEqualTo(sum());
    }

    @Test
    void anAttemptGetsTheOneThatAnEarlierAttemptHasKeptUnderTheName() {
        var claim = running();
        var first = deposits.begin(claim, named("report")).orElseThrow();
        deposits.finish(claim, first, "text/plain", bytes(10), PLENTY);

        assertThat(deposits.begin(claim, named("report")).orElseThrow().id()).isEqualTo(first.id());
        assertThat(deposits.begin(claim, named("other")).orElseThrow().id()).isNotEqualTo(first.id());
    }

    @Test
    void whatALaterAttemptKeepsUnderTheNameReplacesIt() {
        var claim = running();
        var first = deposits.begin(claim, named("report")).orElseThrow();
        var before = bytes(10);
        deposits.finish(claim, first, "text/plain", before, PLENTY);
        var after = bytes(3);

        var again = deposits.finish(claim, first, "text/csv", after, PLENTY);

        assertThat(again).isInstanceOfSatisfying(Deposited.Ready.class, ready -> {
            assertThat(ready.replaced()).isEqualTo(before);
            assertThat(ready.artifact().content()).isEqualTo(after);
            assertThat(ready.artifact().contentType()).isEqualTo("text/csv");
        });
        assertThat(deposits.used(1)).isEqualTo(3).isEqualTo(sum());
    }

    @Test
    void aStaleAttemptKeepsNothing() {
        var claim = running();
        var begun = deposits.begin(claim, named("report")).orElseThrow();
        var stale = TestClaim.of(claim.id(), 0, worker);

        assertThat(deposits.begin(stale, named("other"))).isEmpty();
        assertThat(deposits.finish(stale, begun, "text/plain", bytes(1), PLENTY))
                .isEqualTo(new Deposited.LeaseLost());
        assertThat(deposits.used(1)).isZero();
    }

    @Test
    void listsGoFromTheNewestToTheOldestAndAreNarrowed() {
        var one = deposits.begin(1, named("report-1.txt"));
        var two = deposits.begin(
                1, new NewArtifact("report_2.pdf", "application/pdf", Declared.NOTHING, Duration.ofDays(1)));
        var three = deposits.begin(1, named("Report-3.txt"));
        var removed = deposits.begin(1, named("report-4.txt"));
        removals.mark(1, removed.id(), false);

        assertThat(page(null, null)).extracting(Artifact::id).containsExactly(three.id(), two.id(), one.id());
        assertThat(page("report", null)).extracting(Artifact::id).containsExactly(two.id(), one.id());
        assertThat(page("report_", null)).extracting(Artifact::id).containsExactly(two.id());
        assertThat(page(null, "application/pdf")).extracting(Artifact::id).containsExactly(two.id());
        var everything = new Artifacts.Filter(null, null, null, null);
        assertThat(artifacts.page(1, everything, two.id().uuid(), 10))
                .extracting(Artifact::id)
                .containsExactly(one.id());
        assertThat(artifacts.page(1, everything, null, 2)).hasSize(2);
        assertThat(artifacts.page(2, everything, null, 10)).isEmpty();
        var later = new Artifacts.Filter(null, null, two.createdAt(), three.createdAt());
        assertThat(artifacts.page(1, later, null, 10)).extracting(Artifact::id).containsExactly(two.id());
        var never = new Artifacts.Filter(null, null, Instant.parse("2099-01-01T00:00:00Z"), null);
        assertThat(artifacts.page(1, never, null, 10)).isEmpty();
    }

    private List<Artifact> page(@Nullable String name, @Nullable String type) {
        return artifacts.page(1, new Artifacts.Filter(name, type, null, null), null, 10);
    }

    @Test
    void thereIsOneSecret() {
        var made = AtOnce.call(8, nr -> new LinkSecret(test.jdbi()).bytes());
        assertThat(made)
                .allSatisfy(
                        secret -> assertThat(secret).isEqualTo(made.getFirst()).hasSize(32));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            state = 'ready'                                                       | its_content_is_known_exactly_when_ready
            object = 'a', bytes = 1, sha256 = sha256('a')                         | its_content_is_known_exactly_when_ready
            state = 'ready', object = 'a', bytes = 1                              | its_content_is_known_as_a_whole
            state = 'ready', object = 'a', bytes = -1, sha256 = sha256('a')       | artifact_bytes_check
            state = 'ready', object = '', bytes = 1, sha256 = sha256('a')         | artifact_object_check
            state = 'ready', object = 'a', bytes = 1, sha256 = 'a'                | artifact_sha256_check
            state = 'gone'                                                        | artifact_state_check
            name = ''                                                             | artifact_name_check
            content_type = 'a'                                                    | artifact_content_type_check
            declared_bytes = -1                                                   | artifact_declared_bytes_check
            declared_sha256 = 'a'                                                 | artifact_declared_sha256_check
            """)
    void anIllegalRowIsRefused(String change, String constraint) {
        var begun = deposits.begin(1, named("a.txt"));
        assertThatThrownBy(() -> test.jdbi()
                        .useHandle(handle -> handle.execute(
                                "UPDATE artifact SET %s WHERE id = ?".formatted(change),
                                begun.id().uuid())))
                .hasMessageContaining("violates check constraint \"%s\"".formatted(constraint));
    }
}
