package io.penstock.worker.ai;

import io.penstock.catalog.ai.AiPayload;
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

    private final AiPayload payload;
    private final Prompt prompt;
    private final Function<String, Judged<R>> judge;

    private Asked(AiPayload payload, Prompt prompt, Function<String, Judged<R>> judge) {
        this.payload = payload;
        this.prompt = prompt;
        this.judge = judge;
    }

    static <P extends AiPayload, R> Asked<R> of(Task<P, R> task, P payload) {
        return new Asked<>(payload, task.prompt(payload), answer -> task.judge(payload, answer));
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
