package io.penstock.sandbox.smtp;

import io.penstock.sandbox.fault.Fault;
import io.penstock.sandbox.fault.Faults;
import io.penstock.sandbox.journal.Journal;
import io.penstock.sandbox.journal.Visit;
import io.penstock.sandbox.mail.Heading;
import io.penstock.sandbox.mail.Mail;
import io.penstock.sandbox.mail.Post;
import io.penstock.sandbox.mail.Raw;
import io.penstock.sandbox.server.Pauses;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Where a mail goes that came in whole; and what goes wrong there. */
final class Intake {

    private static final Duration LONGEST_HANG = Duration.ofMinutes(15);

    private final Journal journal;
    private final Faults faults;
    private final Post post;
    private final Pauses pauses;

    Intake(Journal journal, Faults faults, Post post, Pauses pauses) {
        this.journal = journal;
        this.faults = faults;
        this.post = post;
        this.pauses = pauses;
    }

    /** A refusal of somebody who has only just come, or who says his name. */
    @Nullable
    Reply refusal(String step, Predicate<Fault> fits) {
        var fault = faults.strike(Smtp.NAME, null, "", fits).orElse(null);
        if (!(fault instanceof Fault.Refused(var refusal))) {
            return null;
        }
        var visit = journal.arrived(Smtp.NAME, step, null, new byte[0]);
        visit.fault(fault.kind());
        return said(visit, SmtpErrors.reply(refusal));
    }

    /** @return whether the client is still there */
    boolean take(Envelope envelope, byte[] bytes, Line line) throws IOException {
        var heading = Heading.of(bytes);
        var visit = journal.arrived(Smtp.NAME, "DATA", heading.messageId(), bytes);
        var fault = fault(visit, envelope, bytes);
        return switch (fault) {
            case Fault.Hang _ -> {
                pauses.pass(LONGEST_HANG);
                yield line.breakOff();
            }
            case Fault.Reset _ -> line.breakOff();
            case Fault.Refused(var refusal) -> line.say(said(visit, SmtpErrors.reply(refusal)));
            case Fault.Slow(var delay) when !pauses.pass(delay) -> line.breakOff();
            case null, default -> {
                accept(envelope, bytes, heading);
                yield finish(fault, visit, line);
            }
        };
    }

    private @Nullable Fault fault(Visit visit, Envelope envelope, byte[] bytes) {
        var text = envelope.from() + "\n" + envelope.to() + "\n" + new String(bytes, StandardCharsets.UTF_8);
        var fault =
                faults.strike(Smtp.NAME, null, text, SmtpErrors::strikesMail).orElse(null);
        if (fault != null) {
            visit.fault(fault.kind());
        }
        return fault;
    }

    private void accept(Envelope envelope, byte[] bytes, Heading heading) {
        var mail = new Mail(
                Smtp.NAME, envelope.from(), envelope.to(), heading.subject(), heading.messageId(), Raw.of(bytes));
        post.accept(mail, heading.messageId(), null);
    }

    private static boolean finish(@Nullable Fault fault, Visit visit, Line line) throws IOException {
        return switch (fault) {
            case Fault.ResetAfter _ -> line.breakOff();
            case Fault.RefusedAfter(var refusal) -> line.say(said(visit, SmtpErrors.reply(refusal)));
            case null, default -> line.say(said(visit, Reply.ok()));
        };
    }

    /** Written down before it is said. */
    private static Reply said(Visit visit, Reply reply) {
        visit.answered(reply.code(), true);
        return reply;
    }
}
