package io.penstock.worker.ai.task;

import io.penstock.catalog.ai.AiDiff;
import io.penstock.catalog.ai.AiRefactor;
import io.penstock.catalog.ai.AiRefactor.Payload;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.kind.Kind;
import io.penstock.worker.ai.diff.Applied;
import io.penstock.worker.ai.diff.UnifiedDiff;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes code without changing what it does. */
public final class Refactor implements Task<Payload, AiDiff> {

    @Override
    public Kind<Payload, AiDiff> kind() {
        return AiRefactor.KIND;
    }

    @Override
    public Prompt prompt(Payload payload) {
        var goal = payload.goal() == null ? "Make it simpler and easier to read." : payload.goal();
        return Prompt.of(
                payload,
                "Change the content without changing what it does.\n\n" + Prompt.marked("goal", goal),
                "Answer with one unified diff alone: a line '--- a', a line '+++ b', and hunks whose line numbers and"
                        + " counts are right, with no remarks and no code fences. Lines of context repeat the content"
                        + " exactly. If there is nothing to change, answer with the first two lines.",
                Prompt.marked("content", payload.content()));
    }

    @Override
    public Judged<AiDiff> judge(Payload payload, String answer) {
        return payload.schema() == null
                ? diff(Answers.unfenced(answer), payload.content())
                : Document.judge(
                        payload.schema(),
                        answer,
                        document -> new Judged.Good<>(made -> result("", Json.write(document), made)));
    }

    private static Judged<AiDiff> diff(String answer, String content) {
        // Not more than the line breaks around it: its last line may be an empty one, which is a space.
        var diff = answer.replaceAll("^\\n+|\\n+$", "") + "\n";
        return switch (UnifiedDiff.apply(diff, content)) {
            case Applied.Changed changed ->
                new Judged.Good<>(made -> result(changed.text().equals(content) ? "" : diff, null, made));
            case Applied.Unfit unfit ->
                new Judged.Bad<>(List.of(unfit.why()), "The diff does not apply to the content.");
        };
    }

    private static AiDiff result(String diff, @Nullable String content, Made made) {
        return new AiDiff(
                diff,
                content,
                made.usage(),
                made.cost(),
                made.provider(),
                made.model(),
                made.latencyMs(),
                made.mode(),
                made.finish(),
                made.hops(),
                made.cache(),
                made.saved());
    }
}
