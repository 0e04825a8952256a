package io.penstock.api.query;

import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.catalog.json.Violation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The query parameters of a request. A slip in one of them is refused, not overlooked: who asks to validate only must not get a job. */
public record Query(Map<String, List<String>> parameters) {

    public Query knowing(Set<String> names) {
        for (var name : parameters.keySet()) {
            if (!names.contains(name)) {
                throw refused(name, "is not a known parameter");
            }
        }
        return this;
    }

    public List<String> all(String name) {
        return parameters.getOrDefault(name, List.of());
    }

    public @Nullable String one(String name) {
        var values = all(name);
        if (values.size() > 1) {
            throw refused(name, "must be given once");
        }
        return values.isEmpty() ? null : values.getFirst();
    }

    /** False unless given. */
    public boolean flag(String name) {
        return switch (one(name)) {
            case null -> false;
            case "true" -> true;
            case "false" -> false;
            default -> throw refused(name, "must be true or false");
        };
    }

    public static Refusal refused(String parameter, String rule) {
        return new Refusal(Problem.invalid(
                "The parameter " + parameter + " " + rule + ".",
                List.of(new Violation("/" + parameter.replace("~", "~0").replace("/", "~1"), rule))));
    }
}
