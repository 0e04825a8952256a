package io.penstock.worker.ai.task;

import com.networknt.schema.Error;
import io.penstock.catalog.ai.Patterns;
import io.penstock.catalog.json.Json;
import java.util.List;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** An answer that is to be a JSON document. */
final class Document {

    private static final int MOST = 10;

    private Document() {}

    /** @param good makes the judgement of one that is valid */
    static <R> Judged<R> judge(JsonNode schema, String answer, Function<JsonNode, Judged<R>> good) {
        JsonNode document;
        try {
            document = Json.mapper().readTree(Answers.unfenced(answer));
        } catch (JacksonException e) {
            return new Judged.Bad<>(List.of("It is not well-formed JSON."), "It is not well-formed JSON.");
        }
        if (document.isMissingNode()) {
            return new Judged.Bad<>(List.of("It is empty."), "It is empty.");
        }
        // The schema was checked at the door: it points nowhere but into itself, so nothing is ever fetched.
        var errors = Patterns.registry().getSchema(schema).validate(document);
        return errors.isEmpty()
                ? good.apply(document)
                : new Judged.Bad<>(
                        errors.stream().limit(MOST).map(Error::toString).toList(), fault(errors.getFirst()));
    }

    /** Its place and the rule, as the values are the model's. */
    private static String fault(Error error) {
        var at = error.getInstanceLocation().toString();
        return "It breaks the schema's rule '%s' at '%s'.".formatted(error.getKeyword(), at.isEmpty() ? "/" : at);
    }
}
