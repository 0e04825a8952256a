package io.penstock.sandbox.smtp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** Asks who is there. Everybody is let in who says a name and a password. */
final class Login {

    private static final Reply WELCOME = Reply.of(235, "2.7.0 Ok");
    private static final Reply UNREADABLE = Reply.wrongSyntax("This is not Base64, or not complete.");

    private final Line line;

    Login(Line line) {
        this.line = line;
    }

    static boolean succeeded(Reply reply) {
        return reply.code() == WELCOME.code();
    }

    /** @param argument the mechanism, and maybe the first answer already */
    Reply run(String argument) throws IOException {
        var words = argument.split(" +", 2);
        var first = words.length > 1 ? words[1] : "";
        return switch (words[0].toUpperCase(Locale.ROOT)) {
            case "PLAIN" -> plain(first.isEmpty() ? ask("") : first);
            case "LOGIN" -> login(first.isEmpty() ? ask("Username:") : first);
            default -> Reply.no(504, "5.5.4", "There are PLAIN and LOGIN.");
        };
    }

    private Reply plain(String answer) {
        try {
            var parts = decoded(answer).split("\0", -1);
            return parts.length == 3 ? judged(parts[1], parts[2]) : UNREADABLE;
        } catch (IllegalArgumentException e) {
            return UNREADABLE;
        }
    }

    private Reply login(String name) throws IOException {
        try {
            return judged(decoded(name), decoded(ask("Password:")));
        } catch (IllegalArgumentException e) {
            return UNREADABLE;
        }
    }

    private static Reply judged(String name, String password) {
        return name.isEmpty() || password.isEmpty()
                ? Reply.no(535, "5.7.8", "A name and a password are needed.")
                : WELCOME;
    }

    /** Who does not want to go on answers with a star, which is not Base64 either. */
    private String ask(String question) throws IOException {
        line.say(Reply.of(334, Base64.getEncoder().encodeToString(question.getBytes(StandardCharsets.US_ASCII))));
        return line.hear(Command.LONGEST) instanceof Heard.Said(var bytes)
                ? new String(bytes, StandardCharsets.ISO_8859_1)
                : "*";
    }

    /** An empty answer is one equals sign. */
    private static String decoded(String answer) {
        return answer.equals("=") ? "" : new String(Base64.getDecoder().decode(answer), StandardCharsets.UTF_8);
    }
}
