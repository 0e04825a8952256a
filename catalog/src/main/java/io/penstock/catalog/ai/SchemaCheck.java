package io.penstock.catalog.ai;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.penstock.catalog.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Whether something is a JSON Schema that can be handed to a model: valid, of a bounded size, and whole in itself. */
final class SchemaCheck {

    static final int LONGEST = 65_536;
    static final int DEEPEST = 32;
    private static final int MOST = 20;

    private static final String DIALECT = SpecificationVersion.DRAFT_2020_12.getDialectId();
    private static final Set<String> REFERENCES = Set.of("$ref", "$dynamicRef", "$recursiveRef");

    /** The schema of schemas comes with the library: nothing is ever fetched. */
    private static final Schema OF_SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(SchemaLocation.of(DIALECT));

    /** @param path the keys that lead there */
    record Wrong(List<String> path, String rule) {}

    private final JsonNode schema;
    private final List<Wrong> found = new ArrayList<>();
    private long patterns;

    private SchemaCheck(JsonNode schema) {
        this.schema = schema;
    }

    static List<Wrong> of(JsonNode schema) {
        if (!schema.isObject()) {
            return List.of(new Wrong(List.of(), "must be a JSON Schema, which is an object"));
        }
        if (Json.write(schema).length() > LONGEST) {
            return List.of(new Wrong(List.of(), "must have at most " + LONGEST + " characters"));
        }
        var check = new SchemaCheck(schema);
        check.look(schema, List.of());
        if (check.found.isEmpty()) {
            check.compare();
        }
        if (check.found.isEmpty()) {
            check.tryOut();
        }
        return check.found.subList(0, Math.min(MOST, check.found.size()));
    }

    private void look(JsonNode node, List<String> path) {
        if (path.size() > DEEPEST) {
            found.add(new Wrong(List.of(), "is nested deeper than " + DEEPEST + " levels"));
        } else if (node.isObject()) {
            for (var field : node.properties()) {
                var at = with(path, field.getKey());
                if (field.getKey().equals("patternProperties")) {
                    field.getValue().propertyNames().forEach(name -> pattern(name, with(at, name)));
                }
                if (field.getValue().isString()) {
                    keyword(field.getKey(), field.getValue().stringValue(), at);
                }
                look(field.getValue(), at);
            }
        } else {
            for (int i = 0; i < node.size(); i++) {
                look(node.get(i), with(path, String.valueOf(i)));
            }
        }
    }

    private void keyword(String name, String value, List<String> at) {
        if (REFERENCES.contains(name)) {
            reference(value, at);
        } else if (name.equals("$schema") && !value.replaceAll("#$", "").equals(DIALECT)) {
            found.add(new Wrong(at, "must be " + DIALECT));
        } else if (name.equals("pattern")) {
            pattern(value, at);
        }
    }

    private void reference(String value, List<String> at) {
        if (!pointsInside(value)) {
            found.add(new Wrong(at, "must point to something in this schema, as #/$defs/name does"));
        } else if (leadsBack(value)) {
            found.add(new Wrong(at, "leads back to itself"));
        }
    }

    private boolean pointsInside(String reference) {
        return reference.equals("#")
                || (reference.startsWith("#/")
                        && !schema.at(reference.substring(1)).isMissingNode());
    }

    /** A validator would follow it for ever. */
    private boolean leadsBack(String reference) {
        var seen = new HashSet<String>();
        var next = reference;
        while (pointsInside(next)) {
            if (!seen.add(next)) {
                return true;
            }
            next = schema.at(next.substring(1)).path("$ref").asString("");
        }
        return false;
    }

    private void pattern(String text, List<String> at) {
        var size = Patterns.size(text);
        patterns += size.orElse(0);
        if (size.isEmpty()) {
            found.add(
                    new Wrong(
                            at,
                            "must be a regular expression as RE2 knows it: without back-references, and without looking around"));
        } else if (patterns > Patterns.LARGEST) {
            found.add(new Wrong(at, "is too large; shorter expressions, fewer of them or smaller counts are taken"));
        }
    }

    private void compare() {
        for (Error error : OF_SCHEMAS.validate(schema)) {
            var path = error.getInstanceLocation();
            var keys = new ArrayList<String>();
            for (int i = 0; i < path.getNameCount(); i++) {
                keys.add(path.getElement(i).toString());
            }
            found.add(new Wrong(keys, error.getMessage()));
        }
    }

    /** Some circles show only when a validator goes round in them. */
    private void tryOut() {
        try {
            Patterns.registry().getSchema(schema).validate(Json.mapper().createObjectNode());
        } catch (SchemaException | StackOverflowError e) {
            found.add(new Wrong(List.of(), "cannot be used: it leads back to itself, or is otherwise no schema"));
        }
    }

    private static List<String> with(List<String> path, String key) {
        var longer = new ArrayList<>(path);
        longer.add(key);
        return longer;
    }
}
