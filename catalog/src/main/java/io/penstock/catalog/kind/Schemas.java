package io.penstock.catalog.kind;

import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import com.github.victools.jsonschema.module.jackson.JacksonSchemaModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationOption;
import io.penstock.catalog.json.Json;
import tools.jackson.databind.JsonNode;

/** JSON Schema 2020-12 of a payload or result record, made from the record itself so that it cannot lag behind. */
public final class Schemas {

    private static final SchemaGenerator GENERATOR = new SchemaGenerator(config().build());

    private Schemas() {}

    public static JsonNode of(Class<?> record) {
        return GENERATOR.generateSchema(record);
    }

    private static SchemaGeneratorConfigBuilder config() {
        var config = new SchemaGeneratorConfigBuilder(
                        Json.mapper(), SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT, Option.EXTRA_OPEN_API_FORMAT_VALUES)
                .with(new JacksonSchemaModule(JacksonOption.RESPECT_JSONPROPERTY_ORDER))
                .with(new JakartaValidationModule(
                        JakartaValidationOption.NOT_NULLABLE_FIELD_IS_REQUIRED,
                        JakartaValidationOption.INCLUDE_PATTERN_EXPRESSIONS));
        // The generator knows annotations, but not the naming of our mapper.
        config.forFields().withPropertyNameOverrideResolver(field -> Json.snakeCase(field.getName()));
        return config;
    }
}
