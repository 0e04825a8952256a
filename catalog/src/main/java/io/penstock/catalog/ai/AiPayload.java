package io.penstock.catalog.ai;

import io.penstock.catalog.kind.Routed;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the payloads of all AI kinds have. */
public sealed interface AiPayload extends Routed
        permits AiAnalyze.Payload, AiComplete.Payload, AiDocument.Payload, AiGenerate.Payload, AiRefactor.Payload {

    /** About a million tokens: what the largest models read at once. */
    int LONGEST_CONTENT = 4_000_000;

    int LONGEST_INSTRUCTIONS = 100_000;
    int MOST_OUTPUT_TOKENS = 200_000;

    int TOKENS_OF_A_PROMPT = 200;
    int TOKENS_OF_AN_ANSWER = 1000;
    int LETTERS_OF_A_TOKEN = 4;

    String CONTENT = "(?:\\s*\\S[\\s\\S]*)?";
    String CONTENT_RULE = "must not be blank";
    String LANGUAGE = "[\\p{L}0-9][\\p{L}0-9 +#._/-]{0,39}";
    String LANGUAGE_RULE = "must be the name of a language, of at most 40 characters";
    String ROUTE = "[a-z0-9][a-z0-9._-]{0,59}";
    String ROUTE_RULE = "must be the name of a route: lower-case letters, digits, dots, dashes, at most 60";

    String LANGUAGE_SAYS = "The programming language, or the language of the text.";
    String INSTRUCTIONS_SAY = "What else the model is to heed.";
    String SCHEMA_SAYS = "A JSON Schema; the content of the result is then a JSON document that is valid for it.";
    String ROUTE_SAYS = "The route to take; the kind's own unless given.";
    String STREAM_SAYS = "Whether to stream the text while it is written.";
    String MOST_SAYS = "The most tokens to write; the deployment's limit unless given.";
    String TEMPERATURE_RULE = "must be between 0 and 2";
    String TEMPERATURE_SAYS = "How much is left to chance; the model's own unless given.";

    String CACHE_SAYS =
            "Whether an answer that was given to the same question before will do, and this one may be given again.";

    String language();

    String content();

    @Nullable
    String instructions();

    @Nullable
    JsonNode schema();

    @Nullable
    @Override
    String route();

    boolean stream();

    @Nullable
    Integer maxOutputTokens();

    @Nullable
    Double temperature();

    @Override
    boolean cache();

    /** From the length of what is sent, as nobody but the provider can count. The most that it may write is there only if it says so. */
    @Override
    default Map<String, Long> estimate() {
        var most = maxOutputTokens();
        long input = TOKENS_OF_A_PROMPT
                + (content().length() + lengthOf(instructions()) + lengthOf(schema())) / LETTERS_OF_A_TOKEN;
        long output = most == null ? TOKENS_OF_AN_ANSWER : most;
        var counted = new HashMap<>(Map.of("input_tokens", input, "output_tokens", output, "tokens", input + output));
        if (most != null) {
            counted.put("max_output_tokens", output);
        }
        return counted;
    }

    private static long lengthOf(@Nullable Object text) {
        return text == null ? 0 : text.toString().length();
    }
}
