package io.penstock.sandbox.reply;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a model is asked for, in whatever format it came.
 *
 * @param task the last thing that the user said
 * @param text everything that was said, instructions first
 * @param prefix what of the text is to be cached, if the caller says that; otherwise any beginning is
 * @param schema what the answer has to fit, if it has to be JSON
 * @param reasons whether the model thinks first
 * @param body the request
 */
public record Ask(
        String model,
        String task,
        String text,
        @Nullable Prefix prefix,
        @Nullable JsonNode schema,
        @Nullable Integer maxTokens,
        boolean streamed,
        boolean reasons,
        JsonNode body) {

    /** @param text empty when nothing is to be cached */
    public record Prefix(String text) {}
}
