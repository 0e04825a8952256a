package io.penstock.worker.ai.task;

import io.penstock.catalog.ai.AiContent;
import io.penstock.catalog.json.Json;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Answers as models give them. */
final class Answers {

    /** A whole answer in a fence, though it was asked for without. */
    private static final Pattern FENCED = Pattern.compile("\\s*```[^\\n`]*\\n(.*?)\\n?```\\s*", Pattern.DOTALL);

    private Answers() {}

    static String unfenced(String answer) {
        var fenced = FENCED.matcher(answer);
        return fenced.matches() && !fenced.group(1).contains("```") ? fenced.group(1) : answer;
    }

    static AiContent content(String content, @Nullable List<String> candidates, Made made) {
        return new AiContent(
                content,
                candidates,
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

    static Judged<AiContent> document(JsonNode document) {
        return new Judged.Good<>(made -> content(Json.write(document), null, made));
    }

    /** A text that is what was asked for as soon as it is there. */
    static Judged<AiContent> text(String answer) {
        var text = unfenced(answer);
        return text.isBlank()
                ? new Judged.Bad<>(List.of("The answer is empty."), "The answer is empty.")
                : new Judged.Good<>(made -> content(text, null, made));
    }
}
