package io.penstock.worker.payment;

import io.penstock.catalog.kind.Kind;
import io.penstock.worker.handler.Answer;
import io.penstock.worker.handler.Handler;
import io.penstock.worker.handler.Run;

/** One of the payment kinds, where Stripe is set up. */
final class PaymentHandler<P, R> implements Handler<P, R> {

    private final Kind<P, R> kind;
    private final boolean isSetUp;
    private final Act<P, R> act;

    PaymentHandler(Kind<P, R> kind, boolean isSetUp, Act<P, R> act) {
        this.kind = kind;
        this.isSetUp = isSetUp;
        this.act = act;
    }

    @FunctionalInterface
    interface Act<P, R> {
        Answer<R> act(P payload, Run run) throws Exception;
    }

    @Override
    public Kind<P, R> kind() {
        return kind;
    }

    @Override
    public Answer<R> run(P payload, Run run) throws Exception {
        if (!isSetUp) {
            return Answer.permanent(
                    "provider_not_configured",
                    "Stripe is not set up: set penstock.stripe.key-variable or .key-file on the workers.");
        }
        try {
            return act.act(payload, run);
        } catch (NotNow e) {
            return e.answer();
        }
    }
}
