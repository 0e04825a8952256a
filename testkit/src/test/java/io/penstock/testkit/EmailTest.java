package io.penstock.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.email.MailAddress;
import io.penstock.catalog.email.SendMail;
import io.penstock.catalog.email.SentMail.LeftOut;
import io.penstock.catalog.email.Template;
import io.penstock.catalog.email.TemplateMail;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.kind.Mode;
import io.penstock.db.database.Database;
import io.penstock.db.job.Job;
import io.penstock.db.job.JobId;
import io.penstock.db.job.State;
import io.penstock.db.mail.MailState;
import io.penstock.db.mail.Mails;
import io.penstock.db.mail.Mails.Note;
import io.penstock.db.mail.Suppressions;
import io.penstock.db.mail.Suppressions.Addition;
import io.penstock.db.mail.Suppressions.Reason;
import io.penstock.db.template.CompiledTemplates;
import io.penstock.db.template.Templates;
import io.penstock.sandbox.Sandbox;
import io.penstock.sandbox.fault.Aim;
import io.penstock.sandbox.fault.Fault;
import io.penstock.sandbox.fault.Refusal;
import io.penstock.sandbox.mail.Head;
import io.penstock.worker.email.Emails;
import io.penstock.worker.email.MailSettings;
import io.penstock.worker.email.MailSettings.Carrier;
import io.penstock.worker.email.MailSettings.Tls;
import io.penstock.worker.handler.Handler;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Mails to the sandbox, by both ways, over attempts that go wrong. */
@Timeout(60)
class EmailTest {

    private static final Duration A_SECOND = Duration.ofSeconds(1);

    @AutoClose
    private final Sandbox sandbox = Sandbox.start(0);

    private @Nullable HandlerKit kit;
    private @Nullable Database database;

    private void by(Carrier carrier) {
        var settings = new MailSettings(
                carrier,
                "shop@example.com",
                "The shop",
                List.of("@other.example"),
                Mode.SANDBOX,
                true,
                new MailSettings.Smtp("127.0.0.1", sandbox.smtpPort(), Tls.NONE, null, null, null, A_SECOND, A_SECOND),
                new MailSettings.Sendgrid(null, null, URI.create(sandbox.url() + "/sendgrid"), A_SECOND, A_SECOND));
        kit = HandlerKit.of(db -> handlers(settings, db));
        // The kits of a run share a database.
        requireNonNull(database).jdbi().useHandle(handle -> {
            handle.execute("DELETE FROM suppression");
            handle.execute(
                    "INSERT INTO tenant (id, name) OVERRIDING SYSTEM VALUE VALUES (1, 'mill') ON CONFLICT DO NOTHING");
        });
    }

    private List<Handler<?, ?>> handlers(MailSettings settings, Database db) {
        database = db;
        var jdbi = db.jdbi();
        return new Emails(
                        settings,
                        new CompiledTemplates(new Templates(jdbi)),
                        new Suppressions(jdbi),
                        new Mails(jdbi),
                        Map.of(),
                        Clock.systemUTC())
                .handlers();
    }

    @AfterEach
    void close() {
        if (kit != null) {
            kit.close();
        }
    }

    private HandlerKit kit() {
        return requireNonNull(kit);
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
                despite);
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
        return new Mails(requireNonNull(database).jdbi())
                .of(1, job, "", 100).stream().map(Mails.Mail::state).toList();
    }

    private void goesWrong(Carrier carrier, Fault fault) {
        sandbox.faults().next(Aim.at(carrier.name().toLowerCase(Locale.ROOT)), fault);
    }

    private void suppressed(String address, Reason reason) {
        new Suppressions(requireNonNull(database).jdbi()).add(List.of(new Addition(1, address, reason, null)));
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
        assertThat(sandbox.mails().all()).singleElement().satisfies(head -> {
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

        assertThat(sandbox.mails().all()).extracting(Head::subject).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void whoWasToldOfTheMailKnowsThatItWentOut(Carrier carrier) {
        by(carrier);
        goesWrong(carrier, new Fault.ResetAfter());
        var id = submitted("ada@mill.test");
        new Mails(requireNonNull(database).jdbi())
                .note(List.of(new Note(id, 1, "ada@mill.test", MailState.DELIVERED, null, Instant.now())));

        assertThat(kit().attempt(id).state()).isEqualTo(State.SUCCEEDED);

        assertThat(kit().result(id, SendMail.KIND).accepted()).isEqualTo(3);
        assertThat(states(id)).contains(MailState.DELIVERED).hasSize(3);
        assertThat(sandbox.mails().all()).hasSize(1);
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

        assertThat(sandbox.mails().all()).hasSize(1);
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
        assertThat(sandbox.mails().all())
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
        assertThat(sandbox.mails().all()).isEmpty();
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
        assertThat(sandbox.mails().all()).hasSize(1);
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
                false,
                false);
    }

    private int stored(String subject) {
        var templates = new Templates(requireNonNull(database).jdbi());
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

        assertThat(sandbox.mails().all())
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
        assertThat(sandbox.mails().all()).isEmpty();
    }
}
