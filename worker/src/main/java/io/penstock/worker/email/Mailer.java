package io.penstock.worker.email;

import io.penstock.catalog.email.Addressed;
import io.penstock.catalog.email.MailAddress;
import io.penstock.catalog.email.Recipients;
import io.penstock.catalog.email.RenderedMail;
import io.penstock.catalog.email.SentMail;
import io.penstock.catalog.email.SentMail.LeftOut;
import io.penstock.db.job.Failure;
import io.penstock.db.mail.MailState;
import io.penstock.db.mail.Mails;
import io.penstock.db.mail.Mails.Note;
import io.penstock.db.mail.Suppressions;
import io.penstock.db.mail.Suppressions.Reason;
import io.penstock.db.mail.UnsubscribeLinks;
import io.penstock.db.mail.UnsubscribeLinks.Subscriber;
import io.penstock.worker.handler.Answer;
import io.penstock.worker.handler.Effect;
import io.penstock.worker.handler.Run;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Sends mails, each once, to those who want them, and notes to whom they went. */
final class Mailer {

    /** Nobody is left whom the mail would go to. */
    static final String SUPPRESSED = "suppressed";

    private static final String LIST_UNSUBSCRIBE = "List-Unsubscribe";

    private final MailSettings settings;
    private final Transport transport;
    private final Suppressions suppressions;
    private final Mails mails;
    private final UnsubscribeLinks links;
    private final InstantSource clock;
    private final Files files = new Files();

    Mailer(
            MailSettings settings,
            Transport transport,
            Suppressions suppressions,
            Mails mails,
            UnsubscribeLinks links,
            InstantSource clock) {
        this.settings = settings;
        this.transport = transport;
        this.suppressions = suppressions;
        this.mails = mails;
        this.links = links;
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
        var refusal = refusal(draft);
        if (refusal.isPresent()) {
            return new Answer.Permanent<>(refusal.get());
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
            return Answer.permanent(SUPPRESSED, "Every address it would go to is suppressed.");
        }
        try (var held = files.hold(run.artifacts(), draft.attachmentsOrNone())) {
            Function<String, Mail> mail = key -> mail(run, key, left, draft, content, held.all());
            var receipt = run.effect(Effect.once(
                    step, Receipt.class, key -> told(mail.apply(key), leftOut), key -> hand(mail.apply(key), leftOut)));
            note(run, receipt.to(), receipt.leftOut());
            return Answer.done(view(receipt));
        }
    }

    /** Why this installation does not send such a mail, whoever it goes to. */
    Optional<Failure> refusal(Addressed draft) {
        if (draft.from() != null && !settings.allows(draft.from().email())) {
            return Optional.of(
                    new Failure(
                            "sender_not_allowed",
                            "This installation does not send from that address. Leave out from, or ask its operator to add it to penstock.mail.senders."));
        }
        if (draft.listUnsubscribe() && settings.publicUrl() == null && !saysItself(draft)) {
            return Optional.of(
                    new Failure(
                            "unsubscribe_not_set_up",
                            "Nobody could unsubscribe: set penstock.mail.public-url on the workers, or give the header List-Unsubscribe."));
        }
        return Optional.empty();
    }

    private static boolean saysItself(Addressed draft) {
        return draft.headersOrNone().keySet().stream().anyMatch(LIST_UNSUBSCRIBE::equalsIgnoreCase);
    }

    /** Where its one recipient can unsubscribe; nothing when that is not asked for. */
    @Nullable
    String unsubscribeUrl(int tenant, Addressed draft) {
        return draft.listUnsubscribe()
                ? settings.unsubscribeUrl(
                        links.token(new Subscriber(tenant, draft.to().getFirst().key())))
                : null;
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

    private Mail mail(
            Run run, String key, Recipients to, Addressed draft, RenderedMail content, List<Mail.File> files) {
        var from = draft.from() == null ? sender() : draft.from();
        var domain = from.email().substring(from.email().lastIndexOf('@') + 1);
        return new Mail(
                run.id(),
                run.tenant(),
                key.replaceAll("[:#]", ".") + "@" + domain,
                from,
                to,
                draft.replyTo(),
                content.subject(),
                content.text(),
                content.html(),
                headers(run, draft),
                files);
    }

    /** A reader's program unsubscribes with one request to the place, without asking further (RFC 8058). */
    private Map<String, String> headers(Run run, Addressed draft) {
        var place = unsubscribeUrl(run.tenant(), draft);
        if (place == null || saysItself(draft)) {
            return draft.headersOrNone();
        }
        var all = new HashMap<>(draft.headersOrNone());
        all.put(LIST_UNSUBSCRIBE, "<" + place + ">");
        all.put(LIST_UNSUBSCRIBE + "-Post", "List-Unsubscribe=One-Click");
        return all;
    }

    private MailAddress sender() {
        return new MailAddress(Objects.requireNonNull(settings.from()), settings.fromName());
    }

    private Map<String, Reason> suppressed(Run run, Addressed draft) {
        return suppressed(
                run.tenant(), draft.recipients().all().map(MailAddress::key).toList(), draft.despiteUnsubscribe());
    }

    /** Those of these addresses, in lower case, that get no such mail. */
    Map<String, Reason> suppressed(int tenant, List<String> addresses, boolean despiteUnsubscribe) {
        var all = suppressions.of(tenant, addresses);
        all.values().removeIf(reason -> despiteUnsubscribe && reason == Reason.UNSUBSCRIBE);
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

    /** That the mail went to these, in lower case, and not to those. */
    void note(Run run, List<String> sent, List<LeftOut> leftOut) {
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
