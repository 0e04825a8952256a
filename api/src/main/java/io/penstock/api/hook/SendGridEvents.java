package io.penstock.api.hook;

import io.penstock.db.job.JobId;
import io.penstock.db.mail.MailState;
import io.penstock.db.mail.Mails.Note;
import io.penstock.db.mail.Suppressions.Addition;
import io.penstock.db.mail.Suppressions.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What SendGrid tells of mails that jobs sent; of others, and of what is done with them by those who read them, nothing is kept. */
record SendGridEvents(JsonNode events, Instant now) {

    private static final int LONGEST_DETAIL = 500;

    List<Note> notes() {
        return events.valueStream().flatMap(event -> note(event).stream()).toList();
    }

    List<Addition> suppressions() {
        return events.valueStream()
                .flatMap(event -> suppression(event).stream())
                .toList();
    }

    private Optional<Note> note(JsonNode event) {
        var state = state(event);
        return state == null
                ? Optional.empty()
                : sent(event).map(s -> new Note(s.job, s.tenant, s.address, state, detail(event), at(event)));
    }

    private static Optional<Addition> suppression(JsonNode event) {
        var reason = reason(event);
        return reason == null
                ? Optional.empty()
                : sent(event).map(s -> new Addition(s.tenant, s.address, reason, detail(event)));
    }

    private record Sent(JobId job, int tenant, String address) {}

    /** Nothing when it is of no job. */
    private static Optional<Sent> sent(JsonNode event) {
        var tenant = event.path("penstock_tenant").asString("");
        var address = event.path("email").asString("").toLowerCase(Locale.ROOT);
        return JobId.parse(event.path("penstock_job").asString(""))
                .filter(job -> tenant.matches("[0-9]{1,9}") && address.length() >= 3 && address.length() <= 320)
                .map(job -> new Sent(job, Integer.parseInt(tenant), address));
    }

    private static @Nullable MailState state(JsonNode event) {
        return switch (event.path("event").asString("")) {
            case "processed" -> MailState.PROCESSED;
            case "deferred" -> MailState.DEFERRED;
            case "delivered" -> MailState.DELIVERED;
            case "dropped" -> MailState.DROPPED;
            case "bounce" -> MailState.BOUNCED;
            case "spamreport" -> MailState.COMPLAINED;
            default -> null;
        };
    }

    /** A block is of the mail or of the day, a bounce of the address. */
    private static @Nullable Reason reason(JsonNode event) {
        return switch (event.path("event").asString("")) {
            case "bounce" -> event.path("type").asString("").equals("blocked") ? null : Reason.BOUNCE;
            case "spamreport" -> Reason.COMPLAINT;
            case "unsubscribe", "group_unsubscribe" -> Reason.UNSUBSCRIBE;
            default -> null;
        };
    }

    private static @Nullable String detail(JsonNode event) {
        var said = Stream.of("reason", "response")
                .map(name -> event.path(name).asString(""))
                .filter(text -> !text.isBlank())
                .findFirst();
        return said.map(text -> text.replaceAll("\\p{Cc}+", " "))
                .map(text -> text.substring(0, Math.min(text.length(), LONGEST_DETAIL)))
                .orElse(null);
    }

    private Instant at(JsonNode event) {
        var seconds = event.path("timestamp");
        return seconds.isIntegralNumber() && seconds.canConvertToInt()
                ? Instant.ofEpochSecond(seconds.intValue())
                : now;
    }
}
