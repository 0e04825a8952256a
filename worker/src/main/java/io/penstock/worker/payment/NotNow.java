package io.penstock.worker.payment;

import io.penstock.worker.handler.Answer;

/** The attempt ends here, and whether an effect that it began happened stays open. */
final class NotNow extends Exception {

    private final transient Answer<?> answer;

    NotNow(Answer<?> answer) {
        super("Stripe gave no answer that counts", null, false, false);
        this.answer = answer;
    }

    String sentence() {
        return switch (answer) {
            case Answer.Retryable<?> retryable -> retryable.failure().message();
            case Answer.Permanent<?> permanent -> permanent.failure().message();
            case Answer.Done<?> done -> throw new IllegalStateException("It was answered");
            case Answer.Awaiting<?> awaiting -> throw new IllegalStateException("Nothing is awaited");
        };
    }

    @SuppressWarnings("unchecked")
    <R> Answer<R> answer() {
        return (Answer<R>) answer;
    }
}
