package io.penstock.worker.email;

import io.penstock.catalog.kind.Kind;
import io.penstock.worker.handler.Answer;
import io.penstock.worker.handler.Handler;
import io.penstock.worker.handler.Run;
import org.jspecify.annotations.Nullable;

/** One of the kinds of mail, where a transport is set up. */
final class MailHandler<P, R> implements Handler<P, R> {

    private final Kind<P, R> kind;
    private final @Nullable Mailer mailer;
    private final Act<P, R> act;

    MailHandler(Kind<P, R> kind, @Nullable Mailer mailer, Act<P, R> act) {
        this.kind = kind;
        this.mailer = mailer;
        this.act = act;
    }

    @FunctionalInterface
    interface Act<P, R> {
        Answer<R> act(Mailer mailer, P payload, Run run) throws Exception;
    }

    @Override
    public Kind<P, R> kind() {
        return kind;
    }

    @Override
    public Answer<R> run(P payload, Run run) throws Exception {
        return mailer == null
                ? Answer.permanent(
                        "provider_not_configured", "Mail is not set up: set penstock.mail.transport on the workers.")
                : act.act(mailer, payload, run);
    }
}
