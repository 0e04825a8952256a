package io.penstock.worker.handler;

/** This call certainly had no effect, and what that means for the attempt: thrown by an effect's call. */
public final class EffectRefused extends Exception {

    private final transient Answer<?> answer;

    private final boolean ofKey;

    private EffectRefused(Answer<?> answer, boolean ofKey) {
        super("The effect was refused", null, false, false);
        if (answer instanceof Answer.Done<?>) {
            throw new IllegalArgumentException("What is done was not refused");
        }
        this.answer = answer;
        this.ofKey = ofKey;
    }

    public static EffectRefused retryable(String code, String message) {
        return as(Answer.retryable(code, message));
    }

    public static EffectRefused permanent(String code, String message) {
        return as(Answer.permanent(code, message));
    }

    public static EffectRefused as(Answer<?> answer) {
        return new EffectRefused(answer, false);
    }

    /** The other side keeps its answer to an idempotency key, and this is it: no call with the key had an effect, the earlier ones neither. */
    public static EffectRefused ofKey(Answer<?> answer) {
        return new EffectRefused(answer, true);
    }

    public boolean isOfKey() {
        return ofKey;
    }

    @SuppressWarnings("unchecked")
    public <R> Answer<R> answer() {
        return (Answer<R>) answer;
    }
}
