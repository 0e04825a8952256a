package io.penstock.catalog.kind;

import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.MemberScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import com.github.victools.jsonschema.module.jackson.JacksonSchemaModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationOption;
import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.catalog.json.Json;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** JSON Schema 2020-12 of a payload or result record, made from the record itself so that it cannot lag behind. */
public final class Schemas {

    private static final SchemaGenerator GENERATOR = generator();

    private Schemas() {}

    public static JsonNode of(Class<?> record) {
        return GENERATOR.generateSchema(record);
    }

    private static SchemaGenerator generator() {
        var config = new SchemaGeneratorConfigBuilder(
                        Json.mapper(), SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(
                        Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT,
                        Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES,
                        Option.EXTRA_OPEN_API_FORMAT_VALUES,
                        Option.FLATTENED_ENUMS_FROM_TOSTRING)
                .without(Option.FLATTENED_ENUMS)
                .with(new JacksonSchemaModule(JacksonOption.RESPECT_JSONPROPERTY_ORDER))
                .with(new Rules());
        config.forFields()
                .withPropertyNameOverrideResolver(field -> Json.snakeCase(field.getDeclaredName()))
                .withNullableCheck(Schemas::isNullable);
        config.forTypesInGeneral()
                .withCustomDefinitionProvider((type, context) -> type.isInstanceOf(JsonNode.class) ? anyObject() : null)
                .withCustomDefinitionProvider(
                        (type, context) -> type.isInstanceOf(ArtifactId.class) ? artifact() : null);
        return new SchemaGenerator(config.build());
    }

    private static CustomDefinition anyObject() {
        return new CustomDefinition(
                Json.mapper().createObjectNode().put("type", "object"),
                CustomDefinition.DefinitionType.INLINE,
                CustomDefinition.AttributeInclusion.NO);
    }

    private static CustomDefinition artifact() {
        return new CustomDefinition(
                Json.mapper()
                        .createObjectNode()
                        .put("type", "string")
                        .put("format", "artifact")
                        .put("pattern", "^" + ArtifactId.FORM + "$"),
                CustomDefinition.DefinitionType.INLINE,
                CustomDefinition.AttributeInclusion.YES);
    }

    /**
     * The generator looks at annotations of fields; this one is of their types. A number or a flag that need not be there may be null like all
     * that need not: it is then what it is when it is not there.
     */
    private static boolean isNullable(FieldScope field) {
        var member = field.getRawMember();
        return !field.isFakeContainerItemScope()
                && (member.getAnnotatedType().isAnnotationPresent(Nullable.class)
                        || (member.getType().isPrimitive() && !member.isAnnotationPresent(NotNull.class)));
    }

    /** A pattern must match all of a string in Java, and any part of it in JSON Schema unless it says otherwise. */
    private static final class Rules extends JakartaValidationModule {
        Rules() {
            super(
                    JakartaValidationOption.NOT_NULLABLE_FIELD_IS_REQUIRED,
                    JakartaValidationOption.INCLUDE_PATTERN_EXPRESSIONS);
        }

        @Override
        protected @Nullable String resolveStringPattern(MemberScope<?, ?> member) {
            var pattern = super.resolveStringPattern(member);
            return pattern == null ? null : "^(?:" + pattern + ")$";
        }
    }
}
