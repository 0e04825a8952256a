package io.penstock.catalog.artifact;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.exc.ValueInstantiationException;

/** Reads an id, and tells of it those who collect references. */
final class ArtifactIdReader extends StdScalarDeserializer<ArtifactId> {

    ArtifactIdReader() {
        super(ArtifactId.class);
    }

    @Override
    public ArtifactId deserialize(JsonParser json, DeserializationContext context) {
        var id = json.hasToken(JsonToken.VALUE_STRING)
                ? ArtifactId.parse(json.getString()).orElseThrow(() -> refused(json, context))
                : refuse(json, context);
        if (context.getAttribute(References.class) instanceof References references) {
            references.add(json.streamReadContext().pathAsPointer().toString(), id);
        }
        return id;
    }

    private ArtifactId refuse(JsonParser json, DeserializationContext context) {
        throw refused(json, context);
    }

    private ValueInstantiationException refused(JsonParser json, DeserializationContext context) {
        return ValueInstantiationException.from(
                json,
                ArtifactId.RULE,
                context.constructType(ArtifactId.class),
                new IllegalArgumentException(ArtifactId.RULE));
    }
}
