package io.penstock.sandbox.smtp;

import java.io.IOException;
import java.util.List;

/** One client, from the greeting to his leave. */
final class Session {

    private static final String NAME = "sandbox.penstock";

    private static final Reply GREETING = Reply.of(220, NAME + " ESMTP: no mail leaves this machine");

    private static final Reply ABLE = new Reply(
            250,
            List.of(
                    NAME,
                    "SIZE " + Delivering.LARGEST,
                    "8BITMIME",
                    "SMTPUTF8",
                    "PIPELINING",
                    "ENHANCEDSTATUSCODES",
                    "AUTH PLAIN LOGIN"));

    private final Line line;
    private final Intake intake;
    private final Room room;
    private final Envelope envelope;
    private boolean greeted;
    private boolean known;

    Session(Line line, Intake intake, Room room, Greylist greylist) {
        this.line = line;
        this.intake = intake;
        this.room = room;
        this.envelope = new Envelope(greylist);
    }

    void run() throws IOException {
        var refused = intake.refusal("CONNECT", SmtpErrors::strikesAtConnect);
        line.say(refused == null ? GREETING : refused);
        var stays = refused == null;
        while (stays) {
            stays = switch (line.hear(Command.LONGEST)) {
                case Heard.HungUp _ -> false;
                case Heard.TooLong _ -> line.say(Reply.no(500, "5.5.6", "This line is too long."));
                case Heard.Said(var bytes) -> {
                    var command = Command.of(bytes);
                    yield command.isEmpty()
                            ? line.say(Reply.no(500, "5.5.2", "This cannot be read."))
                            : does(command.get());
                }
            };
        }
    }

    /** @return whether the client stays */
    private boolean does(Command command) throws IOException {
        return switch (command.verb()) {
            case "QUIT" -> {
                line.say(Reply.of(221, "2.0.0 Bye"));
                yield false;
            }
            case "DATA" -> data(command);
            default -> line.say(reply(command));
        };
    }

    private Reply reply(Command command) throws IOException {
        var argument = command.argument();
        return switch (command.verb()) {
            case "EHLO" -> greet(argument, ABLE);
            case "HELO" -> greet(argument, Reply.of(250, NAME));
            case "AUTH" -> login(argument);
            case "MAIL" -> mail(argument);
            case "RCPT" -> envelope.isBegun() ? envelope.rcpt(argument) : Reply.wrongOrder("MAIL comes first.");
            case "RSET" -> reset(argument);
            case "NOOP" -> Reply.ok();
            case "VRFY" ->
                argument.isEmpty()
                        ? Reply.wrongSyntax("It is VRFY and a name.")
                        : Reply.of(252, "2.1.5 Send it, and you will see");
            case "STARTTLS", "EXPN", "HELP", "ETRN", "TURN" -> Reply.no(502, "5.5.1", "This is not done here.");
            default -> Reply.no(500, "5.5.2", "This is not known.");
        };
    }

    private Reply greet(String argument, Reply answer) {
        if (argument.isEmpty()) {
            return Reply.wrongSyntax("Who is there?");
        }
        greeted = true;
        envelope.clear();
        return answer;
    }

    private Reply login(String argument) throws IOException {
        if (!greeted || known || envelope.isBegun()) {
            return Reply.wrongOrder("AUTH comes once, after EHLO and before MAIL.");
        }
        var reply = new Login(line).run(argument);
        if (!Login.succeeded(reply)) {
            return reply;
        }
        var refused = intake.refusal("AUTH", SmtpErrors::strikesAtLogin);
        known = refused == null;
        return refused == null ? reply : refused;
    }

    private Reply mail(String argument) {
        return !greeted || envelope.isBegun()
                ? Reply.wrongOrder("MAIL comes after EHLO, and once for a mail.")
                : envelope.mail(argument);
    }

    private Reply reset(String argument) {
        if (!argument.isEmpty()) {
            return Reply.wrongSyntax("RSET has no argument.");
        }
        envelope.clear();
        return Reply.ok();
    }

    private boolean data(Command command) throws IOException {
        if (!command.argument().isEmpty()) {
            return line.say(Reply.wrongSyntax("DATA has no argument."));
        }
        if (!envelope.hasRecipients()) {
            return line.say(Reply.wrongOrder("MAIL and RCPT come first."));
        }
        line.say(Reply.of(354, "End with a dot on a line of its own"));
        var stays = switch (new Delivering(line, room).run()) {
            case Delivered.Broken _ -> false;
            case Delivered.Unfit(var reply) -> line.say(reply);
            case Delivered.Whole(var bytes) -> intake.take(envelope, bytes, line);
        };
        envelope.clear();
        return stays;
    }
}
