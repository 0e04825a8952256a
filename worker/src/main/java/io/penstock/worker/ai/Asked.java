package io.penstock.worker.ai;

import io.penstock.catalog.ai.AiPayload;
import io.penstock.catalog.json.Json;
import io.penstock.db.cache.QuestionKey;
import io.penstock.worker.ai.deployment.Deployment;
import io.penstock.worker.ai.provider.Question;
import io.penstock.worker.ai.provider.Question.Turn;
import io.penstock.worker.ai.task.Judged;
import io.penstock.worker.ai.task.Prompt;
import io.penstock.worker.ai.task.Task;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** What a job asks, of whichever model. */
final class Asked<R> {

    private final String kind;
    private final AiPayload payload;
    private final Prompt prompt;
    private final Function<String, Judged<R>> judge;

    private Asked(String kind, AiPayload payload, Prompt prompt, Function<String, Judged<R>> judge) {
        this.kind = kind;
        this.payload = payload;
        this.prompt = prompt;
        this.judge = judge;
    }

    static <P extends AiPayload, R> Asked<R> of(Task<P, R> task, P payload) {
        return new Asked<>(task.kind().name(), payload, task.prompt(payload), answer -> task.judge(payload, answer));
    }

    String kind() {
        return kind;
    }

    boolean isStreamed() {
        return payload.stream();
    }

    /** What the same question to the same model is known by. Of the deployment counts what its answer depends on, not where it is. */
    QuestionKey key(int tenant, Deployment deployment) {
        var question = question(deployment.maxOutputTokens());
        return QuestionKey.of(Json.mapper()
                .createObjectNode()
                .put("tenant", tenant)
                .put("kind", kind)
                .put("provider", deployment.provider().name())
                .put("model", deployment.endpoint().model())
                .put("mode", deployment.mode().toString())
                .put("max_output_tokens", question.maxOutputTokens())
                .put("temperature", question.temperature())
                .put("system", question.system())
                .put("user", prompt.user())
                .set("schema", question.schema()));
    }

    Question question(int maxOutputTokens) {
        return new Question(
                prompt.system(),
                List.of(new Turn(false, prompt.user())),
                prompt.schema(),
                Objects.requireNonNullElse(payload.maxOutputTokens(), maxOutputTokens),
                payload.temperature(),
                payload.stream());
    }

    Judged<R> judge(String answer) {
        return judge.apply(answer);
    }

    /**
     * Whether a longer answer of another model is wanted when one is cut off. Not when the payload says how long it may be, and not when
     * somebody has read it already.
     */
    boolean mayEscalate() {
        return payload.maxOutputTokens() == null && !payload.stream();
    }

    static String objection(Judged.Bad<?> bad) {
        return "That will not do:\n- %s\nAnswer again, with all of it mended and in the same form."
                .formatted(String.join("\n- ", bad.objections()));
    }
}
