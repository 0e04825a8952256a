package io.penstock.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.email.Attachment;
import io.penstock.catalog.email.MailAddress;
import io.penstock.catalog.email.SendMail;
import io.penstock.catalog.email.SentMail.LeftOut;
import io.penstock.catalog.email.Template;
import io.penstock.catalog.email.TemplateMail;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.kind.Mode;
import io.penstock.db.job.Job;
import io.penstock.db.job.JobId;
import io.penstock.db.job.State;
import io.penstock.db.mail.MailState;
import io.penstock.db.mail.Mails;
import io.penstock.db.mail.Mails.Note;
import io.penstock.db.mail.Suppressions.Reason;
import io.penstock.db.mail.UnsubscribeLinks.Subscriber;
import io.penstock.db.template.Templates;
import io.penstock.sandbox.Sandbox;
import io.penstock.sandbox.fault.Aim;
import io.penstock.sandbox.fault.Fault;
import io.penstock.sandbox.fault.Refusal;
import io.penstock.sandbox.mail.Head;
import io.penstock.worker.email.MailSettings.Carrier;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Mails to the sandbox, by both ways, over attempts that go wrong. */
@Timeout(60)
class EmailTest {

    private @Nullable MailStage stage;

    private void by(Carrier carrier) {
        stage = new MailStage(carrier, URI.create("https://jobs.example.com/"));
    }

    @AfterEach
    void close() {
        if (stage != null) {
            stage.close();
        }
    }

    private HandlerKit kit() {
        return requireNonNull(stage).kit();
    }

    private Sandbox sandbox() {
        return requireNonNull(stage).sandbox();
    }

    private Jdbi jdbi() {
        return requireNonNull(stage).jdbi();
    }

    private static MailAddress address(String email) {
        return new MailAddress(email, null);
    }

    private static SendMail.Payload mail(@Nullable MailAddress from, List<MailAddress> to, boolean despite) {
        return new SendMail.Payload(
                from,
                to,
                List.of(new MailAddress("cc@mill.test", "Zoë, the miller")),
                List.of(address("bcc@mill.test")),
                address("answers@example.com"),
                "Grüße, flour is ready",
                "Come\n.and get it",
                "<p>Come and get it</p>",
                Map.of("X-Campaign", "spring"),
                null,
                despite,
                false);
    }

    private static SendMail.Payload to(String... to) {
        return mail(null, List.of(to).stream().map(EmailTest::address).toList(), false);
    }

    private JobId submitted(String to) {
        return kit().submit(SendMail.KIND, to(to));
    }

    private static String code(Job job) {
        var failure = job.failure() == null && !job.attempts().isEmpty()
                ? job.attempts().getLast().failure()
                : job.failure();
        return failure == null ? "none" : failure.code();
    }

    private List<MailState> states(JobId job) {
        return new Mails(jdbi())
                .of(1, job, Set.of(), "", 100).stream().map(Mails.Mail::state).toList();
    }

    private void goesWrong(Carrier carrier, Fault fault) {
        sandbox().faults().next(Aim.at(carrier.name().toLowerCase(Locale.ROOT)), fault);
    }

    private void suppressed(String address, Reason reason) {
        requireNonNull(stage).suppress(address, reason);
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void aMailGoesOut(Carrier carrier) {
        by(carrier);

        var job = kit().run(SendMail.KIND, to("Ada@mill.test"));

        assertThat(job.failure()).isNull();
        var result = kit().result(job.id(), SendMail.KIND);
        assertThat(result.transport()).isEqualTo(carrier.name().toLowerCase(Locale.ROOT));
        assertThat(result.mode()).isEqualTo(Mode.SANDBOX);
        assertThat(result.accepted()).isEqualTo(3);
        assertThat(sandbox().mails().all()).singleElement().satisfies(head -> {
            assertThat(head.to()).containsExactlyInAnyOrder("Ada@mill.test", "cc@mill.test", "bcc@mill.test");
            assertThat(head.subject()).isEqualTo("Grüße, flour is ready");
            assertThat(head.messageId())
                    .isEqualTo("<" + result.messageId() + ">")
                    .contains(job.id().toString());
        });
        assertThat(states(job.id())).containsOnly(MailState.ACCEPTED).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void aMailWhoseAnswerWasLostIsNeverSentAgain(Carrier carrier) {
        by(carrier);
        goesWrong(carrier, new Fault.ResetAfter());
        var id = submitted("ada@mill.test");

        assertThat(kit().attempt(id).state()).isEqualTo(State.OUTCOME_UNKNOWN);

        assertThat(sandbox().mails().all()).extracting(Head::subject).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void whoWasToldOfTheMailKnowsThatItWentOut(Carrier carrier) {
        by(carrier);
        goesWrong(carrier, new Fault.ResetAfter());
        var id = submitted("ada@mill.test");
        new Mails(jdbi()).note(List.of(new Note(id, 1, "ada@mill.test", MailState.DELIVERED, null, Instant.now())));

        assertThat(kit().attempt(id).state()).isEqualTo(State.SUCCEEDED);

        assertThat(kit().result(id, SendMail.KIND).accepted()).isEqualTo(3);
        assertThat(states(id)).contains(MailState.DELIVERED).hasSize(3);
        assertThat(sandbox().mails().all()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void aMailThatWasRefusedForNowIsSentLater(Carrier carrier) {
        by(carrier);
        goesWrong(
                carrier, new Fault.Refused(new Refusal(Refusal.Reason.RATE_LIMIT, "Not now.", null, null, null, null)));
        var id = submitted("ada@mill.test");

        assertThat(kit().attempt(id).state()).isEqualTo(State.RETRYING);
        assertThat(kit().attempt(id).state()).isEqualTo(State.SUCCEEDED);

        assertThat(sandbox().mails().all()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void addressesThatAreSuppressedAreLeftOut(Carrier carrier) {
        by(carrier);
        suppressed("ada@mill.test", Reason.BOUNCE);
        suppressed("cc@mill.test", Reason.UNSUBSCRIBE);

        var job = kit().run(SendMail.KIND, to("Ada@mill.test", "bob@mill.test"));

        assertThat(kit().result(job.id(), SendMail.KIND).leftOut())
                .containsExactlyInAnyOrder(
                        new LeftOut("Ada@mill.test", "bounce"), new LeftOut("cc@mill.test", "unsubscribe"));
        assertThat(sandbox().mails().all())
                .singleElement()
                .satisfies(head -> assertThat(head.to()).containsExactlyInAnyOrder("bob@mill.test", "bcc@mill.test"));
        assertThat(states(job.id()))
                .containsExactlyInAnyOrder(
                        MailState.SUPPRESSED, MailState.ACCEPTED, MailState.ACCEPTED, MailState.SUPPRESSED);
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void aReceiptGoesToThoseWhoUnsubscribedButNotWhereItBounces(Carrier carrier) {
        by(carrier);
        suppressed("ada@mill.test", Reason.UNSUBSCRIBE);
        suppressed("cc@mill.test", Reason.COMPLAINT);

        var job = kit().run(SendMail.KIND, mail(null, List.of(address("ada@mill.test")), true));

        assertThat(kit().result(job.id(), SendMail.KIND).leftOut())
                .containsExactly(new LeftOut("cc@mill.test", "complaint"));
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void nothingGoesOutWhenAllAreSuppressed(Carrier carrier) {
        by(carrier);
        List.of("ada@mill.test", "cc@mill.test", "bcc@mill.test").forEach(all -> suppressed(all, Reason.MANUAL));

        var job = kit().run(SendMail.KIND, to("ada@mill.test"));

        assertThat(job.state()).isEqualTo(State.FAILED);
        assertThat(code(job)).isEqualTo("suppressed");
        assertThat(sandbox().mails().all()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void nobodySendsFromSomebodyElsesAddress(Carrier carrier) {
        by(carrier);

        var refused =
                kit().run(SendMail.KIND, mail(address("ceo@bank.example"), List.of(address("ada@mill.test")), false));
        var taken = kit().run(
                        SendMail.KIND, mail(address("Miller@Other.example"), List.of(address("ada@mill.test")), false));

        assertThat(code(refused)).isEqualTo("sender_not_allowed");
        assertThat(taken.state()).isEqualTo(State.SUCCEEDED);
        assertThat(sandbox().mails().all()).hasSize(1);
    }

    private TemplateMail.Payload filled(int version, String variables) {
        return new TemplateMail.Payload(
                "ready",
                version,
                Json.mapper().readTree(variables),
                null,
                List.of(address("ada@mill.test")),
                null,
                null,
                null,
                null,
                null,
                false,
                false,
                false);
    }

    private int stored(String subject) {
        var templates = new Templates(jdbi());
        templates.put(1, "ready", new Template(subject, "Come and get {{what}}", null));
        return templates.usable(1, "ready").orElseThrow().newest();
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void aTemplateIsFilledInAsItWasWhenTheJobWasSubmitted(Carrier carrier) {
        by(carrier);
        int version = stored("{{what}} is ready, " + carrier);
        var id = kit().submit(TemplateMail.KIND, filled(version, "{\"what\": \"Flour\"}"));
        stored("Never mind, " + carrier);

        assertThat(kit().attempt(id).state()).isEqualTo(State.SUCCEEDED);

        assertThat(sandbox().mails().all())
                .singleElement()
                .extracting(Head::subject)
                .isEqualTo("Flour is ready, " + carrier);
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void whatCannotBeFilledInNeverGoesOut(Carrier carrier) {
        by(carrier);

        var job = kit().run(TemplateMail.KIND, filled(stored("{{what}} is ready, " + carrier), "{}"));

        assertThat(code(job)).isEqualTo("template_not_filled");
        assertThat(sandbox().mails().all()).isEmpty();
    }

    private static SendMail.Payload withFiles(List<Attachment> files) {
        return new SendMail.Payload(
                null,
                List.of(address("ada@mill.test")),
                null,
                null,
                null,
                "Files",
                "Here",
                null,
                null,
                files,
                false,
                true);
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void filesGoWithIt(Carrier carrier) {
        by(carrier);
        var bill = kit().upload("bill.pdf", "application/pdf", new byte[1234]);
        var flour = kit().upload("a.txt", "text/plain", new byte[10]);

        var job = kit().run(
                        SendMail.KIND,
                        withFiles(List.of(new Attachment(bill, null), new Attachment(flour, "Müll.txt"))));

        assertThat(job.failure()).isNull();
        var files = requireNonNull(stage).newest().path("attachments");
        assertThat(files.findValuesAsString("name")).containsExactly("bill.pdf", "Müll.txt");
        assertThat(files.findValuesAsString("size")).containsExactly("1234", "10");
        assertThat(files.findValuesAsString("type")).containsExactly("application/pdf", "text/plain");
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void filesThatAreTooLargeTogetherDoNotGo(Carrier carrier) {
        by(carrier);
        var half = kit().upload("half.bin", "application/octet-stream", new byte[8 << 20]);

        var job = kit().run(SendMail.KIND, withFiles(List.of(new Attachment(half, "1"), new Attachment(half, "2"))));

        assertThat(code(job)).isEqualTo("attachments_too_large");
        assertThat(sandbox().mails().all()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void itsReaderCanUnsubscribeWithOneClick(Carrier carrier) {
        by(carrier);

        kit().run(SendMail.KIND, withFiles(List.of()));

        var stage = requireNonNull(this.stage);
        assertThat(stage.header("List-Unsubscribe-Post")).isEqualTo("List-Unsubscribe=One-Click");
        var place = stage.header("List-Unsubscribe");
        assertThat(place)
                .startsWith("<https://jobs.example.com/v1/unsubscribe/")
                .endsWith(">");
        assertThat(stage.links().read(place.substring(place.lastIndexOf('/') + 1, place.length() - 1)))
                .contains(new Subscriber(1, "ada@mill.test"));
    }
}
