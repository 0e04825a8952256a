package io.penstock.api.problem;

import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Violation;
import io.penstock.db.aside.JsonText;
import io.penstock.db.request.JobRequests.PayloadTooLong;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** What is longer than allowed, and what the limit is. */
public final class TooLarge {

    private TooLarge() {}

    public static Refusal body(long largest) {
        return refusal("A request body", "has at most " + largest + " bytes", "");
    }

    /** Many small values take more memory than a long text does. */
    public static Refusal forMemory() {
        return refusal("The request body", "has more values than this server has memory for", "");
    }

    /** The field as it is stored, unless it is too long for that. */
    public static JsonText orText(String field, JsonNode value) {
        return JsonText.write(value).orElseThrow(() -> tooLong(field));
    }

    /** What was read of a job, unless its payload is too long to be stored. */
    public static <T> T payload(Supplier<T> read) {
        try {
            return read.get();
        } catch (PayloadTooLong e) {
            throw tooLong("payload");
        }
    }

    private static Refusal tooLong(String field) {
        return refusal("/" + field, "has at most " + Json.LONGEST + " bytes as JSON", "/" + field);
    }

    private static Refusal refusal(String what, String rule, String pointer) {
        return new Refusal(Problem.of(413, "too_large", "The request is too large", what + " " + rule + ".")
                .at(new Violation(pointer, rule)));
    }
}
