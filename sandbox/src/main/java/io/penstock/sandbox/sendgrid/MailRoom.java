package io.penstock.sandbox.sendgrid;

import io.penstock.sandbox.generation.Ids;
import io.penstock.sandbox.mail.Mail;
import io.penstock.sandbox.mail.Post;
import io.penstock.sandbox.mail.Raw;
import io.penstock.sandbox.server.Answer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;

/** Sends what was submitted, and tells what becomes of it. */
final class MailRoom {

    /** The custom argument by which a client names what it sends, so that a second one is known for the same. */
    static final String EFFECT = "penstock_effect";

    private static final String JOB = "penstock_job";
    private static final String MESSAGE_ID = "Message-ID";

    private final Post post;
    private final Reports reports;
    private final Ids ids;
    private final InstantSource clock;

    MailRoom(Post post, Reports reports, Ids ids, InstantSource clock) {
        this.post = post;
        this.reports = reports;
        this.ids = ids;
        this.clock = clock;
    }

    Answer take(Submission submission) {
        return submission.isTrial() ? Answer.empty(200) : sent(submission);
    }

    private Answer sent(Submission submission) {
        var id = ids.next();
        var paper = Paper.of(submission.body());
        var fates = new ArrayList<Fate>();
        for (var letter : submission.letters()) {
            var smtpId = Objects.requireNonNullElseGet(
                    letter.headers().get(MESSAGE_ID), () -> "<" + named(id, letter) + "@sandbox.sendgrid.net>");
            send(letter, named(id, letter), smtpId, paper);
            letter.recipients().forEach(recipient -> fates.add(new Fate(letter, recipient, id, smtpId)));
        }
        reports.tell(id, fates);
        return Answer.empty(202).with(Map.of("X-Message-Id", id));
    }

    private void send(Letter letter, String id, String smtpId, byte[] paper) {
        var raw = new Raw(Letterhead.of(letter, smtpId, clock.instant()), paper);
        var arguments = letter.customArgs();
        var reference = arguments.getOrDefault(EFFECT, letter.headers().getOrDefault(MESSAGE_ID, id));
        post.accept(
                new Mail(SendGrid.NAME, letter.from().email(), letter.recipients(), letter.subject(), smtpId, raw),
                reference,
                arguments.get(JOB));
    }

    /** The id of the answer is that of the first letter, too. */
    private static String named(String id, Letter letter) {
        return letter.number() == 0 ? id : id + "." + letter.number();
    }
}
