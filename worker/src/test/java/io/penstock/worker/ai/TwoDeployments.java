package io.penstock.worker.ai;

import io.penstock.catalog.ai.AiContent;
import io.penstock.catalog.ai.AiGenerate;
import io.penstock.catalog.json.Json;
import io.penstock.db.job.Failure;
import io.penstock.worker.ai.deployment.Doors;
import io.penstock.worker.ai.provider.Anthropic;
import io.penstock.worker.ai.provider.Gemini;
import io.penstock.worker.ai.provider.OpenAi;
import io.penstock.worker.ai.task.Generate;
import io.penstock.worker.ai.testing.OneSharing;
import io.penstock.worker.ai.testing.RecordedRun;
import io.penstock.worker.ai.testing.Script;
import io.penstock.worker.ai.testing.Time;
import io.penstock.worker.ai.testing.Wire;
import io.penstock.worker.handler.Answer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A handler over two deployments, a and b, which are tried in this order. */
final class TwoDeployments implements AutoCloseable {

    static final AiGenerate.Payload PLAIN = payload(null, false, null);
    static final AiGenerate.Payload STREAMED = payload(null, true, null);

    static final String OVERLOADED = Wire.openAiError("server_error", "none", "Down");
    static final String UNPAID = Wire.openAiError("insufficient_quota", "insufficient_quota", "Pay");

    final Script first = new Script();
    final Script second = new Script();
    final Time time = new Time();
    final RecordedRun run = new RecordedRun();
    final Map<String, String> properties = new HashMap<>();
    private @Nullable AiHandler<AiGenerate.Payload, AiContent> handler;

    TwoDeployments() {
        properties.putAll(first.deployedAs("a", "openai"));
        properties.putAll(second.deployedAs("b", "openai"));
    }

    static AiGenerate.Payload payload(@Nullable String schema, boolean stream, @Nullable Integer most) {
        var json = schema == null ? null : Json.mapper().readTree(schema);
        return new AiGenerate.Payload("java", "a haiku", null, json, null, stream, most, null, false);
    }

    static AiGenerate.Payload routed(String route) {
        return new AiGenerate.Payload("java", "a haiku", null, null, route, false, null, null, false);
    }

    Answer<AiContent> run(AiGenerate.Payload payload) throws InterruptedException {
        if (handler == null) {
            var providers = List.of(OpenAi.itself(), OpenAi.compatible(), new Anthropic(), new Gemini());
            handler = new AiHandler<>(
                    new Generate(),
                    new Models(
                            AiSettingsTest.bound(properties),
                            providers,
                            Map.of(),
                            Doors.ofOneself(time.clock()),
                            time.clock()),
                    OneSharing.get());
        }
        return handler.run(payload, run);
    }

    AiContent done(AiGenerate.Payload payload) throws InterruptedException {
        return ((Answer.Done<AiContent>) run(payload)).result();
    }

    Answer.Retryable<AiContent> retryable(AiGenerate.Payload payload) throws InterruptedException {
        return (Answer.Retryable<AiContent>) run(payload);
    }

    Failure permanent(AiGenerate.Payload payload) throws InterruptedException {
        return ((Answer.Permanent<AiContent>) run(payload)).failure();
    }

    @Override
    public void close() {
        first.close();
        second.close();
    }
}
