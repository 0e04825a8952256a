package io.penstock.sandbox.reply;

/** What a stand-in for a model says. */
public record Reply(String text, Finish finish, Usage usage) {

    /** Why it says no more. */
    public enum Finish {
        STOP,
        LENGTH,
        FILTERED,
        DECLINED
    }

    /** The first half of it. */
    public Reply truncated() {
        return saying(text.substring(0, text.length() / 2), Finish.LENGTH);
    }

    public Reply filtered() {
        return saying("", Finish.FILTERED);
    }

    public Reply declined() {
        return saying("Sandbox: this was declined, because a fault was set.", Finish.DECLINED);
    }

    Reply saying(String other, Finish end) {
        return new Reply(other, end, usage.output(Tokens.in(other) + usage.reasoning()));
    }
}
