package io.penstock.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.catalog.email.BulkMail;
import io.penstock.catalog.email.BulkMail.Recipient;
import io.penstock.catalog.email.Template;
import io.penstock.catalog.json.Json;
import io.penstock.db.batch.BatchItem;
import io.penstock.db.batch.BatchItems;
import io.penstock.db.batch.Batches;
import io.penstock.db.batch.UnfinishedBatches;
import io.penstock.db.control.Cancellations;
import io.penstock.db.job.BatchId;
import io.penstock.db.job.Job;
import io.penstock.db.job.JobId;
import io.penstock.db.job.State;
import io.penstock.db.limit.Limits;
import io.penstock.db.limit.Limits.NewLimit;
import io.penstock.db.limit.Quota;
import io.penstock.db.mail.MailState;
import io.penstock.db.mail.Mails;
import io.penstock.db.mail.Suppressions.Reason;
import io.penstock.db.submission.Terms;
import io.penstock.sandbox.fault.Aim;
import io.penstock.sandbox.fault.Fault;
import io.penstock.sandbox.mail.Head;
import io.penstock.worker.email.MailSettings.Carrier;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bulk mails: what they make, what becomes of it, and what an attempt that breaks off leaves to the next. */
@Timeout(60)
class BulkMailTest {

    @AutoClose
    private final MailStage stage = new MailStage(Carrier.SENDGRID, URI.create("https://jobs.example.com"));

    private final HandlerKit kit = stage.kit();
    private final Batches batches = new Batches(stage.jdbi());
    private final UnfinishedBatches unfinished = new UnfinishedBatches(stage.jdbi());

    private BulkMail.Payload payload(@Nullable List<Recipient> recipients, @Nullable ArtifactId file) {
        int version = stage.store(
                "news", new Template("{{greeting}} {{name}}", "Read on. No more: {{unsubscribe_url}}", null));
        return new BulkMail.Payload(
                "news",
                version,
                Json.mapper().createObjectNode().put("greeting", "Dear").put("name", "reader"),
                recipients,
                file,
                null,
                null,
                null,
                null,
                false);
    }

    private static Recipient recipient(String email, @Nullable String name) {
        return new Recipient(
                email,
                null,
                name == null ? null : Json.mapper().createObjectNode().put("name", name));
    }

    private JobId submit(Recipient... recipients) {
        return kit.submit(BulkMail.KIND, payload(List.of(recipients), null));
    }

    private BatchId batch(JobId bulk) {
        return batches.madeBy(1, bulk).orElseThrow().id();
    }

    private List<JobId> jobs(JobId bulk) {
        return new BatchItems(stage.jdbi())
                .items(1, batch(bulk), Set.of(), 0, 10_000).items().stream()
                        .map(BatchItem::job)
                        .map(Objects::requireNonNull)
                        .toList();
    }

    /** Lets all that it made run, and it after them. */
    private Job runAll(JobId bulk) {
        jobs(bulk).stream().filter(id -> !kit.job(id).state().isFinal()).forEach(kit::attempt);
        unfinished.finish(1000);
        return kit.attempt(bulk);
    }

    private static String code(Job job) {
        return requireNonNull(job.failure()).code();
    }

    @Test
    void eachGetsOneOfItsOwn() {
        stage.suppress("eve@mill.test", Reason.UNSUBSCRIBE);
        var bulk = submit(
                recipient("ada@mill.test", "Ada"),
                recipient("bob@mill.test", null),
                recipient("Eve@mill.test", "Eve"),
                recipient("ADA@mill.test", "Ada again"));

        var waiting = kit.attempt(bulk);

        assertThat(waiting.state()).isEqualTo(State.SCHEDULED);
        assertThat(waiting.waitReason()).isEqualTo(Job.WaitReason.NOTICE);
        assertThat(stage.sandbox().mails().all()).isEmpty();

        var done = runAll(bulk);

        assertThat(done.state()).isEqualTo(State.SUCCEEDED);
        assertThat(kit.result(bulk, BulkMail.KIND))
                .isEqualTo(new BulkMail.Result(batch(bulk).toString(), 3, 2, 1, 0, 0, 0, 1));
        assertThat(stage.sandbox().mails().all())
                .extracting(Head::subject)
                .containsExactlyInAnyOrder("Dear Ada", "Dear reader");
        assertThat(stage.header("List-Unsubscribe")).startsWith("<https://jobs.example.com/v1/unsubscribe/");
        assertThat(stage.newest().path("text").asString())
                .contains(stage.header("List-Unsubscribe").replaceAll("[<>]", ""));
        assertThat(new Mails(stage.jdbi()).of(1, bulk, Set.of(), "", 10))
                .singleElement()
                .satisfies(mail -> {
                    assertThat(mail.address()).isEqualTo("eve@mill.test");
                    assertThat(mail.state()).isEqualTo(MailState.SUPPRESSED);
                });
        assertThat(new Mails(stage.jdbi()).of(1, batch(bulk), Set.of(), 0, 10))
                .extracting(Mails.Mail::address)
                .containsExactly("ada@mill.test", "bob@mill.test");
    }

    @Test
    void whoBrokeOffIsFollowedByWhoGoesOn() {
        var all = IntStream.range(0, 2500)
                .mapToObj(nr -> recipient("r" + nr + "@mill.test", null))
                .toList();
        var bulk = kit.submit(BulkMail.KIND, payload(all, null));
        try (var other = stage.jdbi().open().begin()) {
            other.execute("LOCK TABLE batch_item IN SHARE MODE");
            kit.start(bulk);
            await().until(() -> batches.madeBy(1, bulk).isPresent());
            kit.loseWorker();
            other.commit();
        }
        stage.jdbi()
                .useHandle(handle -> handle.execute("UPDATE batch SET receiver = NULL WHERE made_by = ?", bulk.uuid()));
        assertThat(jobs(bulk)).hasSizeLessThan(2500);

        kit.attempt(bulk);

        assertThat(jobs(bulk)).hasSize(2500).doesNotHaveDuplicates();
        assertThat(batches.find(1, batch(bulk)).orElseThrow().sealedAt()).isNotNull();
    }

    @Test
    void whatIsThereIsNotMadeAgain() {
        var bulk = submit(recipient("ada@mill.test", "Ada"), recipient("bob@mill.test", "Bob"));
        kit.attempt(bulk);
        var made = jobs(bulk);
        stage.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE batch SET sealed_at = NULL, request = NULL WHERE made_by = ?", bulk.uuid()));
        stage.jdbi()
                .useHandle(handle -> handle.execute(
                        "DELETE FROM batch_item WHERE batch = ? AND nr = 2",
                        batch(bulk).uuid()));

        kit.attempt(bulk);

        assertThat(jobs(bulk)).hasSize(2).contains(made.getFirst()).doesNotContain(made.getLast());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            email,name,greeting\\nada@mill.test,Ada,Hi\\r\\n"bob@mill.test","Bob, the miller",Yo\\n
            EMAIL,name,greeting\\n\\nada@mill.test,Ada,Hi\\nbob@mill.test,"Bob, the miller",Yo
            {"email":"ada@mill.test","variables":{"name":"Ada","greeting":"Hi"}}\\n{"email":"bob@mill.test","name":"B","variables":{"name":"Bob, the miller","greeting":"Yo"}}
            """)
    void recipientsComeFromAFile(String content) {
        var file = kit.upload(
                "all.txt",
                "text/plain",
                content.replace("\\r", "\r").replace("\\n", "\n").getBytes(StandardCharsets.UTF_8));
        var bulk = kit.submit(BulkMail.KIND, payload(null, file));
        kit.attempt(bulk);

        var done = runAll(bulk);

        assertThat(done.state()).isEqualTo(State.SUCCEEDED);
        assertThat(stage.sandbox().mails().all())
                .extracting(Head::subject)
                .containsExactlyInAnyOrder("Hi Ada", "Yo Bob, the miller");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            name,place\\nada,there                      | No mail was made: line 1: must be a header with commas between and a column email, or a JSON object.
            email,a,a\\nada@mill.test,1,2               | line 1: has a column twice
            email\\nada@mill.test\\nbob               | line 3: email must be a mail address of ASCII characters, such as ada@example.com
            email,a\\nada@mill.test,1,2,3               | line 2: is not a row of CSV with the columns of the header
            email,a\\nada@mill.test                     | line 2: is not a row of CSV with the columns of the header
            {"email":"ada@mill.test","phone":"1"}         | line 1: phone is not a known field
            email\\n                                    | there are no recipients
            """)
    void aFileThatIsWrongIsRefusedBeforeAMailIsMade(String content, String rule) {
        var file =
                kit.upload("all.txt", "text/plain", content.replace("\\n", "\n").getBytes(StandardCharsets.UTF_8));

        var job = kit.run(BulkMail.KIND, payload(null, file));

        assertThat(code(job)).isEqualTo("recipients_invalid");
        assertThat(requireNonNull(job.failure()).message()).contains(rule.strip());
        assertThat(batches.madeBy(1, job.id())).isEmpty();
    }

    @Test
    void whatIsMadeHasThePriorityTheTagsAndTheEndOfTheBulk() {
        var end = Instant.parse("2099-01-01T00:00:00Z");
        var bulk = kit.submit(
                BulkMail.KIND,
                payload(List.of(recipient("ada@mill.test", "Ada")), null),
                Terms.DEFAULT.priority(2).tags(Map.of("campaign", "spring")).deadline(end));

        kit.attempt(bulk);

        var mail = kit.job(jobs(bulk).getFirst());
        assertThat(mail.priority()).as("the one below").isEqualTo(1);
        assertThat(mail.tags()).isEqualTo(Map.of("campaign", "spring"));
        assertThat(mail.deadline()).isEqualTo(end);
    }

    @Test
    void theMailsOfABulkThatIsCancelledAreCancelledToo() {
        var bulk = submit(recipient("ada@mill.test", "Ada"));
        kit.attempt(bulk);

        kit.cancel(bulk);
        assertThat(unfinished.cancelOrphans()).isEqualTo(1);
        new Cancellations(stage.jdbi()).request(batch(bulk), 100);

        assertThat(kit.job(jobs(bulk).getFirst()).cancelRequestedAt()).isNotNull();
        assertThat(unfinished.cancelOrphans()).isZero();
    }

    @Test
    void theEndOfTheBatchWakesTheBulk() {
        var bulk = submit(recipient("ada@mill.test", "Ada"));
        kit.attempt(bulk);
        var before = requireNonNull(kit.job(bulk).nextEligibleAt());
        jobs(bulk).forEach(kit::attempt);

        unfinished.finish(1000);

        assertThat(kit.job(bulk).nextEligibleAt()).isBefore(before);
    }

    @Test
    void aMailOfWhichNobodyKnowsIsCountedAndNotSentAgain() {
        stage.sandbox().faults().next(Aim.at("sendgrid"), new Fault.ResetAfter());
        var bulk = submit(recipient("ada@mill.test", "Ada"));
        kit.attempt(bulk);

        assertThat(runAll(bulk).state()).isEqualTo(State.SUCCEEDED);

        assertThat(kit.result(bulk, BulkMail.KIND).unknown()).isEqualTo(1);
        assertThat(stage.sandbox().mails().all()).hasSize(1);
    }

    @Test
    void nobodyGetsAMailFromWhichHeCannotUnsubscribe() {
        try (var other = new MailStage(Carrier.SENDGRID, null)) {
            var job = other.kit().run(BulkMail.KIND, payload(List.of(recipient("ada@mill.test", "Ada")), null));

            assertThat(code(job)).isEqualTo("unsubscribe_not_set_up");
        }
    }

    @Test
    void aFileOfAnotherEncodingIsRefused() {
        var file = kit.upload(
                "all.csv", "text/csv", "email,name\na@mill.test,\u00dcmit".getBytes(StandardCharsets.ISO_8859_1));

        var job = kit.run(BulkMail.KIND, payload(null, file));

        assertThat(requireNonNull(job.failure()).message()).isEqualTo("No mail was made: line 2: is not UTF-8.");
    }

    @Test
    void theNameOfARecipientFillsThePlaceOfThatName() {
        var file = kit.upload(
                "all.csv", "text/csv", "email,name\na@mill.test,Ada\nb@mill.test,".getBytes(StandardCharsets.UTF_8));
        var fromFile = kit.submit(BulkMail.KIND, payload(null, file));
        var fromPayload = kit.submit(BulkMail.KIND, payload(List.of(new Recipient("c@mill.test", "Eve", null)), null));
        kit.attempt(fromFile);
        kit.attempt(fromPayload);

        runAll(fromFile);
        runAll(fromPayload);

        assertThat(stage.sandbox().mails().all())
                .extracting(Head::subject)
                .containsExactlyInAnyOrder("Dear Ada", "Dear reader", "Dear Eve");
    }

    @Test
    void thePlaceToUnsubscribeIsNobodysToChange() {
        var evil = Json.mapper().createObjectNode().put("unsubscribe_url", "https://evil.example");
        var bulk = submit(new Recipient("ada@mill.test", null, evil));
        kit.attempt(bulk);

        runAll(bulk);

        assertThat(stage.newest().path("text").asString())
                .doesNotContain("evil")
                .contains(stage.header("List-Unsubscribe").replaceAll("[<>]", ""));
    }

    @Test
    void itsMailsNeedTheLimitsThatItNames() {
        var limits = new Limits(stage.jdbi());
        limits.create(new NewLimit("named", new Quota.Concurrency(1), null, null));
        limits.create(new NewLimit("of-mails", new Quota.Concurrency(1), "email.send", null));
        limits.create(new NewLimit("of-bulks", new Quota.Concurrency(1), "email.bulk", null));
        var bulk = kit.submit(
                BulkMail.KIND,
                payload(List.of(recipient("ada@mill.test", "Ada")), null),
                Terms.DEFAULT.limits(List.of("named", "of-mails")));

        kit.attempt(bulk);

        String needed = stage.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT gate.limits::text FROM live JOIN gate ON gate.id = live.gate WHERE live.id = :id")
                        .bind("id", jobs(bulk).getFirst().uuid())
                        .mapTo(String.class)
                        .one());
        assertThat(needed).isEqualTo("{named,of-mails}");
        List.of("named", "of-mails", "of-bulks").forEach(limits::delete);
    }
}
