package io.penstock.worker.email;

import io.penstock.catalog.email.BulkMail;
import io.penstock.catalog.email.RenderedMail;
import io.penstock.catalog.email.SendMail;
import io.penstock.catalog.email.SentMail;
import io.penstock.catalog.email.TemplateMail;
import io.penstock.catalog.json.Read;
import io.penstock.catalog.kind.Mode;
import io.penstock.db.batch.Batches;
import io.penstock.db.batch.Receptions;
import io.penstock.db.link.LinkSecret;
import io.penstock.db.mail.Mails;
import io.penstock.db.mail.Suppressions;
import io.penstock.db.mail.UnsubscribeLinks;
import io.penstock.db.submission.Inherited;
import io.penstock.db.submission.Submissions;
import io.penstock.db.template.CompiledTemplates;
import io.penstock.db.template.Templates;
import io.penstock.worker.handler.Answer;
import io.penstock.worker.handler.Handler;
import io.penstock.worker.handler.Run;
import io.penstock.worker.key.Key;
import io.penstock.worker.key.KeySource;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The kinds of mail. */
public final class Emails {

    /** A sandbox takes any key of SendGrid's form. */
    private static final Key OF_SANDBOX = new Key("SG.sandbox");

    /** What a job's only mail is called within it. */
    private static final String STEP = "mail";

    private final CompiledTemplates templates;
    private final Bulk bulk;
    private final @Nullable Mailer mailer;

    /**
     * @param submissions with which bulk mails make their jobs
     * @param environment where the keys are
     */
    public Emails(
            MailSettings settings, Jdbi jdbi, Submissions submissions, Map<String, String> environment, Clock clock) {
        this.templates = new CompiledTemplates(new Templates(jdbi));
        var mails = new Mails(jdbi);
        this.bulk =
                new Bulk(templates, new Receptions(jdbi, submissions), new Batches(jdbi), new Inherited(jdbi), mails);
        var transport = transport(settings, environment, clock);
        this.mailer = transport == null
                ? null
                : new Mailer(
                        settings,
                        transport,
                        new Suppressions(jdbi),
                        mails,
                        new UnsubscribeLinks(new LinkSecret(jdbi)),
                        clock);
    }

    /** What mails go by with these settings; nothing when there are none. */
    public static @Nullable Transport transport(MailSettings settings, Map<String, String> environment, Clock clock) {
        return switch (settings.transport()) {
            case null -> null;
            case SMTP -> new Smtp(settings.smtp(), password(settings.smtp(), environment));
            case SENDGRID -> new SendGrid(settings.sendgrid(), key(settings, environment), clock);
        };
    }

    private static Key password(MailSettings.Smtp smtp, Map<String, String> environment) {
        return KeySource.of(
                "penstock.mail.smtp.password", smtp.passwordVariable(), smtp.passwordFile(), Mode.LIVE, environment);
    }

    private static Key key(MailSettings settings, Map<String, String> environment) {
        var sendgrid = settings.sendgrid();
        if (settings.mode() == Mode.SANDBOX && sendgrid.keyVariable() == null && sendgrid.keyFile() == null) {
            return OF_SANDBOX;
        }
        return KeySource.of(
                "penstock.mail.sendgrid.key", sendgrid.keyVariable(), sendgrid.keyFile(), settings.mode(), environment);
    }

    public List<Handler<?, ?>> handlers() {
        return List.of(
                new MailHandler<>(SendMail.KIND, mailer, Emails::send),
                new MailHandler<>(TemplateMail.KIND, mailer, this::template),
                new MailHandler<>(BulkMail.KIND, mailer, bulk::run));
    }

    private static Answer<SentMail> send(Mailer mailer, SendMail.Payload payload, Run run) throws Exception {
        return mailer.send(run, STEP, payload, new RenderedMail(payload.subject(), payload.text(), payload.html()));
    }

    /** What cannot be filled in now never can: neither the template's version nor the variables change. */
    private Answer<SentMail> template(Mailer mailer, TemplateMail.Payload payload, Run run) throws Exception {
        return switch (templates.render(run.tenant(), payload, mailer.unsubscribeUrl(run.tenant(), payload))) {
            case Read.Valid<RenderedMail> mail -> mailer.send(run, STEP, payload, mail.value());
            case Read.Invalid<RenderedMail> invalid ->
                Answer.permanent(
                        "template_not_filled",
                        invalid.violations().stream()
                                .map(violation -> violation.pointer() + " " + violation.detail())
                                .collect(Collectors.joining("; ", "The template cannot be filled in: ", ".")));
        };
    }
}
