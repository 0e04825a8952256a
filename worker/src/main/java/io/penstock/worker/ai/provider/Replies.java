package io.penstock.worker.ai.provider;

import io.penstock.catalog.ai.Usage;
import io.penstock.worker.ai.provider.Reply.Answered;
import io.penstock.worker.ai.provider.Reply.Failed;
import java.time.Duration;

/** Makes of what a provider has told what others may know of it. */
final class Replies {

    /** For a provider that asks to wait and does not say how long. */
    private static final Duration A_WHILE = Duration.ofSeconds(10);

    private final Endpoint endpoint;
    private final Question question;

    Replies(Endpoint endpoint, Question question) {
        this.endpoint = endpoint;
        this.question = question;
    }

    Reply of(Told told) {
        return switch (told) {
            case Told.Text t -> new Answered(t.text(), t.finish(), t.usage());
            case Told.Broken b -> broken(b.usage());
            case Told.Complaint c -> failed(c);
        };
    }

    private Failed failed(Told.Complaint complaint) {
        var trouble = complaint.trouble();
        var after = complaint.after() == null && trouble == Trouble.RATE ? A_WHILE : complaint.after();
        return new Failed(trouble, trouble.code(), sentence(complaint), after, complaint.usage());
    }

    /** Only what the caller can mend is told in the provider's words. */
    private String sentence(Told.Complaint complaint) {
        var named = isWord(complaint.type()) ? " (" + complaint.type() + ")" : "";
        var said = Excerpt.of(complaint.message(), endpoint.key(), question);
        return switch (complaint.trouble()) {
            case RATE -> "The provider asks to wait" + named + ".";
            case OVERLOAD -> "The provider is overloaded or down" + named + ".";
            case MONEY_STOP -> "The provider says that nothing more is paid for" + named + ".";
            case CONFIGURATION -> "The provider does not accept the key or the model" + named + ".";
            case CALLER -> "The provider refuses the request" + named + (said.isEmpty() ? "." : ": " + ended(said));
        };
    }

    /** What a provider calls an error, and nothing that it took from the request: keys have digits, or letters of both kinds. */
    private boolean isWord(String type) {
        return type.matches("[a-z_.]{1,60}|[A-Z_]{1,60}")
                && endpoint.key().strippedFrom(type).equals(type);
    }

    private static String ended(String said) {
        return said.matches("(?s).*[.!?…]") ? said : said + ".";
    }

    Failed broken() {
        return broken(Usage.NONE);
    }

    private static Failed broken(Usage usage) {
        return begun("provider_broken_answer", "The answer broke off, or is none.", usage);
    }

    Failed late() {
        return overload("provider_timeout", "The provider did not answer within " + endpoint.timeout() + ".");
    }

    Failed silent() {
        return begun(
                "provider_timeout",
                "Nothing came for " + endpoint.silence() + " in the middle of the answer.",
                Usage.NONE);
    }

    Failed unreached() {
        return overload("provider_unreachable", "The provider cannot be reached.");
    }

    Failed cutOff() {
        return overload("provider_unreachable", "The connection to the provider broke.");
    }

    private static Failed overload(String code, String message) {
        return new Failed(Trouble.OVERLOAD, code, message, null, Usage.NONE);
    }

    private static Failed begun(String code, String message, Usage usage) {
        return new Failed(Trouble.OVERLOAD, code, message, null, usage, true, false);
    }
}
