package io.penstock.worker.payment;

import io.penstock.worker.handler.Answer;

/** The attempt ends here, and whether an effect that it began happened stays open. */
final class NotNow extends Exception {

    private final transient Answer<?> answer;

    NotNow(Answer<?> answer) {
        super("Stripe gave no answer that counts", null, false, false);
        this.answer = answer;
    }

    @SuppressWarnings("unchecked")
    <R> Answer<R> answer() {
        return (Answer<R>) answer;
    }
}
