package io.penstock.catalog.email;

import io.penstock.catalog.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Where names are looked for: in what the innermost section is about, then around it.
 *
 * @param pointer of the value in the variables
 * @param first whether it is, or is in, the first element of a list
 */
record Scope(JsonNode value, String pointer, @Nullable Scope around, boolean first, boolean last) {

    static Scope of(JsonNode variables) {
        return new Scope(variables, "", null, false, false);
    }

    Scope inside(Found found) {
        return new Scope(found.value, found.pointer, this, first, last);
    }

    Scope element(Found list, int nr) {
        return new Scope(list.value.get(nr), list.pointer + "/" + nr, this, nr == 0, nr == list.value.size() - 1);
    }

    /** @param value missing if it is not there; then the pointer says where it could be */
    record Found(JsonNode value, String pointer) {

        private Found field(String name) {
            return new Found(value.path(name), pointer + "/" + Json.escaped(name));
        }
    }

    Found find(String name) {
        return switch (name) {
            case "." -> new Found(value, pointer);
            case "-first" -> new Found(BooleanNode.valueOf(first), pointer);
            case "-last" -> new Found(BooleanNode.valueOf(last), pointer);
            case "-index" -> new Found(IntNode.valueOf(0), pointer);
            default -> named(name);
        };
    }

    private Found named(String name) {
        var whole = around(name);
        var steps = List.of(name.split("\\.", -1));
        if (steps.size() == 1 || !whole.value.isMissingNode()) {
            return whole;
        }
        var found = around(steps.getFirst());
        for (var step : steps.subList(1, steps.size())) {
            if (found.value.isMissingNode()) {
                return found;
            }
            found = found.field(step);
        }
        return found;
    }

    private Found around(String name) {
        for (var scope = this; scope != null; scope = scope.around) {
            if (scope.value.isObject() && scope.value.has(name)) {
                return new Found(scope.value, scope.pointer).field(name);
            }
        }
        return new Found(MissingNode.getInstance(), innermostObject() + "/" + Json.escaped(name));
    }

    private String innermostObject() {
        for (var scope = this; scope != null; scope = scope.around) {
            if (scope.value.isObject()) {
                return scope.pointer;
            }
        }
        return "";
    }
}
