package io.penstock.worker.handler;

/** An artifact cannot be had or kept, and what that means for the attempt. */
public final class ArtifactRefused extends RuntimeException {

    private final transient Answer<?> answer;

    private ArtifactRefused(Answer<?> answer) {
        super("An artifact was refused", null, false, false);
        this.answer = answer;
    }

    public static ArtifactRefused retryable(String code, String message) {
        return new ArtifactRefused(Answer.retryable(code, message));
    }

    public static ArtifactRefused permanent(String code, String message) {
        return new ArtifactRefused(Answer.permanent(code, message));
    }

    @SuppressWarnings("unchecked")
    public <R> Answer<R> answer() {
        return (Answer<R>) answer;
    }
}
