package io.penstock.worker.ai.provider;

import io.penstock.catalog.ai.Usage;
import io.penstock.worker.ai.provider.Reply.Answered;
import io.penstock.worker.ai.provider.Reply.Failed;
import java.time.Duration;

/** Makes of what a provider has told in one call, which begins now, what others may know of it. */
final class Replies {

    /** For a provider that asks to wait and does not say how long. */
    private static final Duration A_WHILE = Duration.ofSeconds(10);

    private static final int SUCCESS = 200;
    private static final int FORBIDDEN = 403;

    private final Endpoint endpoint;
    private final Question question;
    private final long began = System.nanoTime();

    Replies(Endpoint endpoint, Question question) {
        this.endpoint = endpoint;
        this.question = question;
    }

    Reply of(Told told) {
        return switch (told) {
            case Told.Text t -> new Answered(t.text(), t.finish(), t.usage());
            case Told.Broken b -> broken(b.usage());
            case Told.Complaint c -> refused(SUCCESS, c);
        };
    }

    /** @param status of the answer, which may have begun well */
    Failed refused(int status, Told.Complaint complaint) {
        var trouble = complaint.trouble();
        var after = complaint.after() == null && trouble == Trouble.RATE ? A_WHILE : complaint.after();
        return new Failed(trouble, trouble.code(), sentence(status, complaint), after, complaint.usage());
    }

    /** Only what the caller can mend is told in the provider's words. */
    private String sentence(int status, Told.Complaint complaint) {
        var named = isWord(complaint.type()) ? " (" + complaint.type() + ")" : "";
        var said = Excerpt.of(complaint.message(), endpoint.key(), question);
        return switch (complaint.trouble()) {
            case RATE -> "The provider asks to wait" + named + ".";
            case OVERLOAD -> "The provider is overloaded or down" + named + ".";
            case MONEY_STOP -> "The provider says that nothing more is paid for" + named + ".";
            case CONFIGURATION -> misconfigured(status, complaint.type()) + named + ".";
            case CALLER -> "The provider refuses the request" + named + (said.isEmpty() ? "." : ": " + ended(said));
        };
    }

    private static String misconfigured(int status, String type) {
        if (status >= 300 && status < 400) {
            return "The provider's address sends elsewhere (" + status + "), which is not followed";
        }
        return switch (type.equals("FAILED_PRECONDITION") ? FORBIDDEN : status) {
            case 401 -> "The provider does not accept the key";
            case FORBIDDEN -> "The provider does not allow this: to the account, with this model, or from this country";
            case 404, 405 -> "The provider does not know the model, or its address is another one";
            default -> "The provider does not accept the key or the model";
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

    /** When its time is up, an answer is broken off from here. */
    private Failed broken(Usage usage) {
        return isLate()
                ? begun("provider_timeout", "The answer was not over within " + endpoint.timeout() + ".", usage)
                : begun("provider_broken_answer", "The answer broke off, or is none.", usage);
    }

    private boolean isLate() {
        return System.nanoTime() - began >= endpoint.timeout().toNanos();
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
        return isLate() ? late() : overload("provider_unreachable", "The connection to the provider broke.");
    }

    private static Failed overload(String code, String message) {
        return new Failed(Trouble.OVERLOAD, code, message, null, Usage.NONE);
    }

    private static Failed begun(String code, String message, Usage usage) {
        return new Failed(Trouble.OVERLOAD, code, message, null, usage, true, false);
    }
}
