package io.penstock.standalone.path;

import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Lane;
import io.penstock.catalog.kind.RetryPolicy;
import io.penstock.worker.handler.Answer;
import io.penstock.worker.handler.Effect;
import io.penstock.worker.handler.Handler;
import io.penstock.worker.handler.Run;
import jakarta.validation.constraints.NotNull;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;

/** Charges somebody at the desk, once. */
final class Charge implements Handler<Charge.Payload, Charge.Result> {

    static final Kind<Payload, Result> KIND = new Kind<>(
            "test.charge",
            "Charges somebody at the desk.",
            Lane.PAYMENT,
            Payload.class,
            Result.class,
            RetryPolicy.exponential(20, Duration.ofMillis(100), Duration.ofMillis(500)),
            Duration.ofMinutes(1));

    record Payload(@NotNull String order) {}

    /** @param by the name of the worker whose attempt this is the result of */
    record Result(String receipt, String by) {}

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI desk;
    private final String name;
    private final boolean keyPerAttempt;

    /** @param keyPerAttempt the mistake that the checker must see */
    Charge(URI desk, String name, boolean keyPerAttempt) {
        this.desk = desk;
        this.name = name;
        this.keyPerAttempt = keyPerAttempt;
    }

    @Override
    public Kind<Payload, Result> kind() {
        return KIND;
    }

    @Override
    public Answer<Result> run(Payload payload, Run run) throws Exception {
        var receipt = run.effect(Effect.idempotent(
                "charge",
                String.class,
                Duration.ofHours(24),
                key -> call(keyPerAttempt ? key + ":" + UUID.randomUUID() : key)));
        return Answer.done(new Result(receipt, name));
    }

    private String call(String idempotencyKey) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(desk)
                .POST(BodyPublishers.ofString(idempotencyKey))
                .build();
        return client.send(request, BodyHandlers.ofString()).body();
    }
}
