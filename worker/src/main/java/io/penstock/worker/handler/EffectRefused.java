package io.penstock.worker.handler;

/** This call certainly had no effect, and what that means for the attempt: thrown by an effect's call. */
public final class EffectRefused extends Exception {

    private final transient Answer<?> answer;

    private EffectRefused(Answer<?> answer) {
        super("The effect was refused", null, false, false);
        this.answer = answer;
    }

    public static EffectRefused retryable(String code, String message) {
        return new EffectRefused(Answer.retryable(code, message));
    }

    public static EffectRefused permanent(String code, String message) {
        return new EffectRefused(Answer.permanent(code, message));
    }

    public static EffectRefused as(Answer<?> answer) {
        if (answer instanceof Answer.Done<?>) {
            throw new IllegalArgumentException("What is done was not refused");
        }
        return new EffectRefused(answer);
    }

    @SuppressWarnings("unchecked")
    public <R> Answer<R> answer() {
        return (Answer<R>) answer;
    }
}
