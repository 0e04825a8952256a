package io.penstock.sandbox.reply;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.penstock.catalog.json.Json;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class InstanceTest {

    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private static JsonNode instance(JsonNode schema, long seed) {
        return new Instance(schema, new SplittableRandom(seed)).make();
    }

    private static List<String> violations(JsonNode schema, JsonNode document) {
        return SCHEMAS
                .getSchema(Json.write(schema), InputFormat.JSON)
                .validate(
                        Json.write(document),
                        InputFormat.JSON,
                        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .stream()
                .map(error -> error.toString())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"const\": 7}",
                "{\"enum\": [\"a\", null, 3]}",
                "{\"type\": [\"null\", \"integer\"], \"minimum\": 3, \"maximum\": 3}",
                "{\"type\": \"integer\", \"exclusiveMinimum\": 3, \"exclusiveMaximum\": 5}",
                "{\"type\": \"integer\", \"multipleOf\": 7, \"minimum\": 50}",
                "{\"type\": \"integer\", \"maximum\": -5}",
                "{\"type\": \"number\", \"exclusiveMinimum\": 0, \"exclusiveMaximum\": 1}",
                "{\"type\": \"number\", \"multipleOf\": 0.25, \"minimum\": 0.3}",
                "{\"type\": \"number\", \"minimum\": 0, \"maximum\": 1}",
                "{\"type\": \"string\", \"minLength\": 200}",
                "{\"type\": \"string\", \"maxLength\": 3}",
                "{\"type\": \"string\", \"format\": \"date-time\"}",
                "{\"type\": \"string\", \"format\": \"date\"}",
                "{\"type\": \"string\", \"format\": \"time\"}",
                "{\"type\": \"string\", \"format\": \"duration\"}",
                "{\"type\": \"string\", \"format\": \"email\"}",
                "{\"type\": \"string\", \"format\": \"hostname\"}",
                "{\"type\": \"string\", \"format\": \"ipv4\"}",
                "{\"type\": \"string\", \"format\": \"ipv6\"}",
                "{\"type\": \"string\", \"format\": \"uri\"}",
                "{\"type\": \"string\", \"format\": \"uuid\"}",
                "{\"type\": \"array\", \"items\": {\"type\": \"boolean\"}, \"minItems\": 4, \"maxItems\": 4}",
                "{\"type\": \"array\", \"items\": {\"enum\": [1, 2, 3]}, \"minItems\": 3, \"uniqueItems\": true}",
                "{\"type\": \"array\", \"prefixItems\": [{\"type\": \"string\"}, {\"type\": \"null\"}], \"items\": false}",
                "{\"type\": \"object\", \"required\": [\"a\"]}",
                "{\"type\": \"object\", \"minProperties\": 2, \"additionalProperties\": {\"type\": \"integer\"}}",
                "{\"anyOf\": [{\"type\": \"null\"}, {\"type\": \"string\", \"minLength\": 1}]}",
                "{\"oneOf\": [{\"type\": \"integer\"}, {\"type\": \"string\"}]}",
                "{\"allOf\": [{\"required\": [\"a\"], \"properties\": {\"a\": {\"type\": \"integer\"}}},"
                        + " {\"required\": [\"b\"], \"properties\": {\"b\": {\"type\": \"boolean\"}}}]}",
                "{\"$ref\": \"#/$defs/a~1b\", \"$defs\": {\"a/b\": {\"type\": \"integer\"}}}"
            })
    void whatIsMadeFitsTheSchema(String text) {
        var schema = Json.mapper().readTree(text);

        for (var seed = 0; seed < 50; seed++) {
            var made = instance(schema, seed);
            assertThat(violations(schema, made)).as(Json.write(made)).isEmpty();
        }
    }

    @Test
    void whatIsMadeFitsAnySchema() {
        for (var seed = 0; seed < 300; seed++) {
            var schema = new Schemas(new SplittableRandom(seed)).any(0);
            var made = instance(schema, seed);
            assertThat(violations(schema, made))
                    .as(seed + ": " + Json.write(schema) + " " + Json.write(made))
                    .isEmpty();
        }
    }

    @Test
    void aSchemaThatRefersToItselfComesToAnEnd() {
        var schema = Json.mapper()
                .readTree("{\"type\": \"object\", \"properties\": {\"value\": {\"type\": \"string\"},"
                        + " \"left\": {\"anyOf\": [{\"$ref\": \"#\"}, {\"type\": \"null\"}]},"
                        + " \"others\": {\"type\": \"array\", \"items\": {\"$ref\": \"#\"}}},"
                        + " \"required\": [\"value\", \"left\", \"others\"], \"additionalProperties\": false}");

        for (var seed = 0; seed < 20; seed++) {
            var made = instance(schema, seed);
            assertThat(violations(schema, made)).isEmpty();
            assertThat(Json.write(made).length()).isLessThan(500_000);
        }
    }

    @Test
    void whatIsToFitNothingDoesNot() {
        for (var text : List.of(
                "{\"type\": \"object\"}",
                "{\"type\": \"array\"}",
                "{\"type\": [\"string\", \"null\"]}",
                "{\"properties\": {\"a\": {\"type\": \"integer\"}}, \"type\": \"object\", \"required\": [\"a\"]}",
                "{\"$ref\": \"#/$defs/a\", \"$defs\": {\"a\": {\"type\": \"array\"}}}")) {
            var schema = Json.mapper().readTree(text);
            assertThat(violations(schema, Instance.misfit(schema))).as(text).isNotEmpty();
        }
    }

    @Test
    void typesInCapitalsAreUnderstood() {
        var schema = Json.mapper()
                .readTree(
                        "{\"type\": \"OBJECT\", \"properties\": {\"n\": {\"type\": \"INTEGER\"}}, \"required\": [\"n\"]}");

        assertThat(instance(schema, 1).path("n").isIntegralNumber()).isTrue();
    }

    /** Makes up schemas. */
    private record Schemas(SplittableRandom random) {

        ObjectNode any(int depth) {
            return switch (random.nextInt(depth > 3 ? 4 : 7)) {
                case 0 -> string();
                case 1 -> number("integer");
                case 2 -> number("number");
                case 3 -> of("boolean");
                case 4 -> array(depth);
                case 5 -> choice(depth);
                default -> object(depth);
            };
        }

        private static ObjectNode of(String type) {
            return JsonNodeFactory.instance.objectNode().put("type", type);
        }

        private ObjectNode string() {
            var least = random.nextInt(0, 60);
            return of("string").put("minLength", least).put("maxLength", least + random.nextInt(20));
        }

        private ObjectNode number(String type) {
            var least = random.nextInt(-1000, 1000);
            return of(type).put("minimum", least).put("maximum", least + random.nextInt(50));
        }

        private ObjectNode array(int depth) {
            var least = random.nextInt(3);
            var array = of("array").put("minItems", least).put("maxItems", least + random.nextInt(3));
            array.set("items", any(depth + 1));
            return array;
        }

        private ObjectNode choice(int depth) {
            var choice = JsonNodeFactory.instance.objectNode();
            choice.putArray("anyOf").add(any(depth + 1)).add(of("null"));
            return choice;
        }

        private ObjectNode object(int depth) {
            var object = of("object").put("additionalProperties", false);
            var properties = object.putObject("properties");
            var required = object.putArray("required");
            for (var i = 0; i < random.nextInt(5); i++) {
                properties.set("p" + i, any(depth + 1));
                if (random.nextBoolean()) {
                    required.add("p" + i);
                }
            }
            return object;
        }
    }
}
