package io.penstock.catalog.email;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Collects the names in a template: each once for the sections that it is in. */
final class Variables {

    private record Place(String name, List<String> in) {}

    private final Map<Place, Boolean> found = new LinkedHashMap<>();

    private Variables() {}

    static List<Variable> of(Stream<Part> parts) {
        var variables = new Variables();
        parts.forEach(part -> variables.collect(part.nodes(), List.of()));
        return variables.found.entrySet().stream()
                .map(e -> new Variable(e.getKey().name, e.getValue(), e.getKey().in))
                .toList();
    }

    private void collect(List<Node> nodes, List<String> in) {
        for (var node : nodes) {
            switch (node) {
                case Node.Value(var name) -> add(name, true, in);
                case Node.Section(var name, var inverted, var inside) -> {
                    add(name, false, in);
                    var deeper = new ArrayList<>(in);
                    deeper.add(inverted ? "^" + name : name);
                    collect(inside, List.copyOf(deeper));
                }
            }
        }
    }

    /** A section's own name is there where the section is shown; and what begins with a hyphen, or is a dot, is the list's. */
    private void add(String name, boolean required, List<String> in) {
        if (!name.startsWith("-") && !name.equals(".") && !in.contains(name)) {
            found.merge(new Place(name, in), required, Boolean::logicalOr);
        }
    }
}
