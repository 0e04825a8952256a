package io.penstock.worker.webhook;

import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.webhook.WebhookDelivery;
import io.penstock.catalog.webhook.WebhookDelivery.Payload;
import io.penstock.catalog.webhook.WebhookDelivery.Result;
import io.penstock.db.job.Failure;
import io.penstock.db.webhook.DeliveryAttempts;
import io.penstock.db.webhook.DeliveryAttempts.Begun;
import io.penstock.db.webhook.DeliveryAttempts.Called;
import io.penstock.db.webhook.DeliveryId;
import io.penstock.db.webhook.Secrets;
import io.penstock.guard.Target;
import io.penstock.worker.handler.Answer;
import io.penstock.worker.handler.Handler;
import io.penstock.worker.handler.Run;
import io.penstock.worker.http.Connections;
import io.penstock.worker.http.Hop;
import io.penstock.worker.http.HttpSettings;
import io.penstock.worker.http.RetryAfter;
import io.penstock.worker.http.Unreached;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hc.core5.http.HttpResponse;

/** Makes the call of a delivery: one, signed, and over no redirects. What the receiver says beyond its status is not read. */
public final class WebhookDeliveryHandler implements Handler<Payload, Result> {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int GONE = 410;

    private final DeliveryAttempts attempts;
    private final Secrets secrets;
    private final Connections connections;
    private final RetryAfter retryAfter;
    private final Clock clock;

    public WebhookDeliveryHandler(HttpSettings settings, DeliveryAttempts attempts, Secrets secrets, Clock clock) {
        this.attempts = attempts;
        this.secrets = secrets;
        this.connections = new Connections(settings.answeredWithin(PATIENCE));
        this.retryAfter = new RetryAfter(clock);
        this.clock = clock;
    }

    @Override
    public Kind<Payload, Result> kind() {
        return WebhookDelivery.KIND;
    }

    @Override
    public Answer<Result> run(Payload payload, Run run) throws InterruptedException {
        var id = DeliveryId.parse(payload.delivery()).orElseThrow();
        return switch (attempts.begin(id, run.id())) {
            case Begun.Call call -> deliver(call);
            case Begun.Delivered delivered -> Answer.done(new Result(null));
            case Begun.Disabled disabled ->
                Answer.permanent("endpoint_disabled", "The receiver wants no more callbacks at this URL.");
            case Begun.Gone gone ->
                Answer.permanent("delivery_gone", "The delivery was deleted, or another job has it.");
        };
    }

    private Answer<Result> deliver(Begun.Call call) throws InterruptedException {
        long began = System.nanoTime();
        var reply = reply(call);
        attempts.finish(call, reply.called, Duration.ofNanos(System.nanoTime() - began));
        return reply.answer;
    }

    /** What a call came to, for the log and for the job. */
    private record Reply(Called called, Answer<Result> answer) {}

    private Reply reply(Begun.Call call) throws InterruptedException {
        var target = Target.parse(call.url());
        return target.isPresent()
                ? connections.call(
                        new Hop("POST", target.get(), headers(call), call.body()),
                        this::answered,
                        WebhookDeliveryHandler::unreached)
                : unreached(
                        new Unreached(new Failure("url_invalid", "The URL names no host that could be called."), true));
    }

    private Map<String, String> headers(Begun.Call call) {
        var id = call.id().toString();
        var at = clock.instant();
        return Map.of(
                "Content-Type",
                "application/json",
                "webhook-id",
                id,
                "webhook-timestamp",
                Long.toString(at.getEpochSecond()),
                "webhook-signature",
                secrets.signing(call.tenant()).stream()
                        .map(secret -> secret.sign(id, at, call.body()))
                        .collect(Collectors.joining(" ")));
    }

    private Reply answered(HttpResponse response) {
        int status = response.getCode();
        if (status >= 200 && status < 300) {
            return new Reply(new Called.Delivered(status), Answer.done(new Result(status)));
        }
        if (status == GONE) {
            var failure = new Failure("endpoint_gone", "The receiver answered 410: it wants no more callbacks here.");
            return new Reply(new Called.Refused(status, failure), new Answer.Permanent<>(failure));
        }
        var failure = new Failure("http_status", "The receiver answered " + status + ".");
        return new Reply(
                new Called.Failed(status, failure), new Answer.Retryable<>(failure, retryAfter.of(response), false));
    }

    private static Reply unreached(Unreached unreached) {
        return new Reply(new Called.Failed(null, unreached.failure()), unreached.answer());
    }
}
