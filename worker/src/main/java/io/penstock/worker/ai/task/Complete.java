package io.penstock.worker.ai.task;

import io.penstock.catalog.ai.AiComplete;
import io.penstock.catalog.ai.AiComplete.Payload;
import io.penstock.catalog.ai.AiContent;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.kind.Kind;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Continues a text at the cursor. */
public final class Complete implements Task<Payload, AiContent> {

    private static final JsonNode CANDIDATES = Json.mapper().readTree("""
            {
              "type": "object",
              "properties": {"candidates": {"type": "array", "items": {"type": "string"}}},
              "required": ["candidates"],
              "additionalProperties": false
            }""");

    @Override
    public Kind<Payload, AiContent> kind() {
        return AiComplete.KIND;
    }

    @Override
    public Prompt prompt(Payload payload) {
        var content = payload.content();
        int cursor = whole(content, payload.cursorOrEnd());
        return Prompt.of(
                payload,
                task(payload.candidatesOrOne()),
                "Answer with the text at the cursor alone, as it is to be inserted: nothing of what stands before or"
                        + " after it, no remarks, no code fences.",
                Prompt.marked(
                        "content",
                        Prompt.marked("before_cursor", content.substring(0, cursor))
                                + "\n"
                                + Prompt.marked("after_cursor", content.substring(cursor))),
                payload.candidatesOrOne() > 1 ? CANDIDATES : null);
    }

    /** Never between the two halves of a character. */
    private static int whole(String text, int at) {
        return at > 0 && at < text.length() && Character.isSurrogatePair(text.charAt(at - 1), text.charAt(at))
                ? at - 1
                : at;
    }

    private static String task(int candidates) {
        return candidates == 1
                ? "Continue the content at the cursor."
                : "Continue the content at the cursor. Offer %d different texts, the best first.".formatted(candidates);
    }

    @Override
    public Judged<AiContent> judge(Payload payload, String answer) {
        if (payload.schema() != null) {
            return Document.judge(payload.schema(), answer, Answers::document);
        }
        return payload.candidatesOrOne() == 1
                ? Answers.text(answer)
                : Document.judge(CANDIDATES, answer, document -> candidates(document, payload.candidatesOrOne()));
    }

    private static Judged<AiContent> candidates(JsonNode document, int most) {
        List<String> texts = document.path("candidates")
                .valueStream()
                .map(JsonNode::asString)
                .filter(text -> !text.isBlank())
                .distinct()
                .limit(most)
                .toList();
        return texts.isEmpty()
                ? new Judged.Bad<>(List.of("There is no text in it."), "There is no text in it.")
                : new Judged.Good<>(made -> Answers.content(texts.getFirst(), texts, made));
    }
}
