package io.penstock.worker.ai.provider;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a model is asked, whoever runs it.
 *
 * @param system what it is to heed all the time
 * @param turns what was said so far; the last is ours
 * @param schema of the JSON document that it is to answer with
 * @param temperature the model's own when null
 */
public record Question(
        String system,
        List<Turn> turns,
        @Nullable JsonNode schema,
        int maxOutputTokens,
        @Nullable Double temperature,
        boolean stream) {

    public Question {
        turns = List.copyOf(turns);
    }

    /** The same conversation, gone on. Nobody follows that. */
    public Question after(String answer, String objection) {
        var more = new ArrayList<>(turns);
        more.add(new Turn(true, answer));
        more.add(new Turn(false, objection));
        return new Question(system, more, schema, maxOutputTokens, temperature, false);
    }

    /** Whether these words were said in it. */
    boolean says(String words) {
        return system.contains(words)
                || turns.stream().anyMatch(turn -> turn.text().contains(words));
    }

    /** @param ofModel whether the model said it */
    public record Turn(boolean ofModel, String text) {}

    @Override
    public String toString() {
        return "Question of " + turns.size() + " turns";
    }
}
