package io.penstock.client.server;

import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** What a server says. */
public record Answer(int status, String text, @Nullable String tag) {

    /** Numbers come out as they went in. */
    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** As JSON, where there is none. */
    public static final JsonNode NOTHING = MAPPER.missingNode();

    static Answer of(HttpResponse<String> response) {
        return new Answer(
                response.statusCode(),
                response.body(),
                response.headers().firstValue("ETag").orElse(null));
    }

    /** That there is nothing new since the tag that one has. */
    public boolean isSame() {
        return status == 304;
    }

    public JsonNode json() throws Refused {
        try {
            return MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw new Refused("What answers at that address is no Penstock.");
        }
    }

    /** Its problem document, which is written for people; nothing when it is none. */
    Trouble trouble() {
        try {
            return Trouble.of(MAPPER.readTree(text), status);
        } catch (JacksonException e) {
            return Trouble.of(MAPPER.nullNode(), status);
        }
    }
}
