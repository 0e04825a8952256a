package io.penstock.sandbox.mail;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.penstock.sandbox.server.Answer;
import io.penstock.sandbox.server.Caller;
import io.penstock.sandbox.server.Handler;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Shows and clears over HTTP the mails that were accepted. */
public final class MailEndpoint implements Handler {

    public static final String PATH = "/_sandbox/mails";

    private static final int PAGE = 1_000;

    private static final Pattern ONE = Pattern.compile(PATH + "/(\\d{1,18})(/raw)?");

    private final Mails mails;

    public MailEndpoint(Mails mails) {
        this.mails = mails;
    }

    private record Page(List<Head> mails) {}

    private record Opened(
            @JsonUnwrapped Head head, @JsonUnwrapped Contents contents) {}

    @Override
    public void handle(Caller caller) throws IOException {
        var one = ONE.matcher(caller.path());
        if (caller.method().equals("GET") && one.matches()) {
            show(caller, Long.parseLong(one.group(1)), one.group(2) != null);
            return;
        }
        caller.send(
                switch (caller.method() + " " + caller.path()) {
                    case "GET " + PATH -> list(caller);
                    case "DELETE " + PATH -> {
                        mails.clear();
                        yield Answer.empty(204);
                    }
                    default -> told(404, "There are the mails, which can be deleted, /{id} and /{id}/raw.");
                });
    }

    private Answer list(Caller caller) {
        try {
            var limit = caller.query("limit");
            var wanted = new Wanted(
                    caller.query("to"),
                    caller.query("subject"),
                    caller.query("message_id"),
                    limit == null ? PAGE : number(limit));
            return Answer.of(200, new Page(mails.find(wanted)));
        } catch (NumberFormatException e) {
            return told(400, "limit is a whole number.");
        }
    }

    private static int number(String text) {
        var number = Integer.parseInt(text);
        if (number < 0) {
            throw new NumberFormatException(text);
        }
        return number;
    }

    private void show(Caller caller, long id, boolean raw) throws IOException {
        var kept = mails.find(id);
        var bytes = kept.map(Kept::raw);
        if (bytes.isEmpty()) {
            caller.send(told(
                    kept.isEmpty() ? 404 : 410,
                    kept.isEmpty() ? "There is no such mail." : "Only the head of this mail is still there."));
        } else if (raw) {
            caller.send("message/rfc822", bytes.get().bytes());
        } else {
            caller.send(opened(kept.orElseThrow().head(), bytes.get()));
        }
    }

    private static Answer opened(Head head, Raw raw) throws IOException {
        try {
            return Answer.of(200, new Opened(head, Opening.of(raw)));
        } catch (MessagingException e) {
            return told(422, "This mail cannot be taken apart; /raw has it as it came.");
        }
    }

    private static Answer told(int status, String detail) {
        return Answer.of(status, Map.of("detail", detail));
    }
}
