package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** openapi.json, as it is published. */
final class Contract {

    static final JsonNode JSON = read();

    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    private Contract() {}

    /** By method and path. */
    static Map<String, JsonNode> operations() {
        return JSON.at("/paths")
                .propertyStream()
                .flatMap(path -> path.getValue()
                        .propertyStream()
                        .filter(entry -> METHODS.contains(entry.getKey()))
                        .map(entry -> Map.entry(
                                entry.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(), entry.getValue())))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Whether somebody calls it who has no key: a provider, or who reads a mail. */
    static boolean isOfOthers(String route) {
        return route.contains(" /v1/hooks/") || route.contains(" /v1/unsubscribe/");
    }

    static void assertFits(String schema, JsonNode json) {
        var reference = JsonMapper.shared().createObjectNode().put("$ref", "#/components/schemas/" + schema);
        assertValid(reference, json);
        var known = JSON.at("/components/schemas/" + schema + "/properties").propertyNames();
        assertThat(json.propertyNames()).as("fields of a " + schema).isSubsetOf(known);
    }

    /** @param schema may refer to what the contract has under components */
    static void assertValid(JsonNode schema, JsonNode json) {
        var whole = ((ObjectNode) schema.deepCopy()).set("components", JSON.at("/components"));
        assertThat(SCHEMAS.getSchema(whole).validate(json)).as(json.toString()).isEmpty();
    }

    private static JsonNode read() {
        try (var contract = new ClassPathResource("openapi.json").getInputStream()) {
            return JsonMapper.shared().readTree(contract);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
