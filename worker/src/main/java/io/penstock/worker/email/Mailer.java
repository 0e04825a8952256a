package io.penstock.worker.email;

import io.penstock.catalog.email.Addressed;
import io.penstock.catalog.email.MailAddress;
import io.penstock.catalog.email.Recipients;
import io.penstock.catalog.email.RenderedMail;
import io.penstock.catalog.email.SentMail;
import io.penstock.catalog.email.SentMail.LeftOut;
import io.penstock.db.mail.MailState;
import io.penstock.db.mail.Mails;
import io.penstock.db.mail.Mails.Note;
import io.penstock.db.mail.Suppressions;
import io.penstock.db.mail.Suppressions.Reason;
import io.penstock.worker.handler.Answer;
import io.penstock.worker.handler.Effect;
import io.penstock.worker.handler.Run;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Sends mails, each once, to those who want them, and notes to whom they went. */
final class Mailer {

    private final MailSettings settings;
    private final Transport transport;
    private final Suppressions suppressions;
    private final Mails mails;
    private final InstantSource clock;

    Mailer(MailSettings settings, Transport transport, Suppressions suppressions, Mails mails, InstantSource clock) {
        this.settings = settings;
        this.transport = transport;
        this.suppressions = suppressions;
        this.mails = mails;
        this.clock = clock;
    }

    /**
     * Kept with the mail, so that a later attempt tells the same of it.
     *
     * @param reference how the transport calls the mail
     */
    record Receipt(String messageId, String transport, String reference, List<String> to, List<LeftOut> leftOut) {}

    /**
     * @param step what the mail is called within the job
     * @param draft whom it goes to, and how
     */
    Answer<SentMail> send(Run run, String step, Addressed draft, RenderedMail content) throws Exception {
        var from = draft.from() == null ? sender() : draft.from();
        if (!settings.allows(from.email())) {
            return Answer.permanent(
                    "sender_not_allowed",
                    "This installation does not send from that address. Leave out from, or ask its operator to add it to penstock.mail.senders.");
        }
        var suppressed = suppressed(run, draft);
        var left = recipients(draft.recipients(), suppressed);
        var leftOut = draft.recipients()
                .all()
                .filter(address -> suppressed.containsKey(address.key()))
                .map(address -> new LeftOut(address.email(), reason(suppressed, address)))
                .toList();
        if (left.all().findAny().isEmpty()) {
            note(run, List.of(), leftOut);
            return Answer.permanent("suppressed", "Every address it would go to is suppressed.");
        }
        var mail = mail(run, step, from, left, draft, content);
        var receipt =
                run.effect(Effect.once(step, Receipt.class, key -> told(mail, leftOut), key -> hand(mail, leftOut)));
        note(run, receipt.to(), receipt.leftOut());
        return Answer.done(view(receipt));
    }

    private SentMail view(Receipt receipt) {
        return new SentMail(
                receipt.messageId(),
                receipt.transport(),
                settings.mode(),
                receipt.to().size(),
                receipt.leftOut());
    }

    private Receipt hand(Mail mail, List<LeftOut> leftOut) throws Exception {
        return receipt(mail, transport.send(mail), leftOut);
    }

    private Receipt receipt(Mail mail, String reference, List<LeftOut> leftOut) {
        var to = mail.recipients().all().map(MailAddress::key).toList();
        return new Receipt(mail.messageId(), transport.name(), reference, to, leftOut);
    }

    /** Whoever is told what became of a mail at one of its addresses knows that it was taken. */
    private Optional<Receipt> told(Mail mail, List<LeftOut> leftOut) {
        return mails.wentOut(mail.tenant(), mail.job())
                ? Optional.of(receipt(mail, mail.messageId(), leftOut))
                : Optional.empty();
    }

    private static Mail mail(
            Run run, String step, MailAddress from, Recipients to, Addressed draft, RenderedMail content) {
        var domain = from.email().substring(from.email().lastIndexOf('@') + 1);
        return new Mail(
                run.id(),
                run.tenant(),
                run.id() + "." + step + "@" + domain,
                from,
                to,
                draft.replyTo(),
                content.subject(),
                content.text(),
                content.html(),
                draft.headersOrNone());
    }

    private MailAddress sender() {
        return new MailAddress(Objects.requireNonNull(settings.from()), settings.fromName());
    }

    private Map<String, Reason> suppressed(Run run, Addressed draft) {
        var all = suppressions.of(
                run.tenant(), draft.recipients().all().map(MailAddress::key).toList());
        all.values().removeIf(reason -> draft.despiteUnsubscribe() && reason == Reason.UNSUBSCRIBE);
        return all;
    }

    private static String reason(Map<String, Reason> suppressed, MailAddress address) {
        return Objects.requireNonNull(suppressed.get(address.key())).label();
    }

    private static Recipients recipients(Recipients all, Map<String, Reason> suppressed) {
        return new Recipients(
                without(suppressed, all.to()), without(suppressed, all.cc()), without(suppressed, all.bcc()));
    }

    private static List<MailAddress> without(Map<String, Reason> suppressed, List<MailAddress> addresses) {
        return addresses.stream()
                .filter(address -> !suppressed.containsKey(address.key()))
                .toList();
    }

    private void note(Run run, List<String> sent, List<LeftOut> leftOut) {
        var now = clock.instant();
        var notes = new ArrayList<Note>();
        sent.forEach(to -> notes.add(new Note(run.id(), run.tenant(), to, MailState.ACCEPTED, null, now)));
        leftOut.forEach(out -> notes.add(new Note(
                run.id(),
                run.tenant(),
                out.email().toLowerCase(Locale.ROOT),
                MailState.SUPPRESSED,
                out.reason(),
                now)));
        mails.note(notes);
    }
}
