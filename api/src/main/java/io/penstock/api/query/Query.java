package io.penstock.api.query;

import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Rfc3339;
import io.penstock.catalog.json.Violation;
import io.penstock.catalog.kind.Lane;
import io.penstock.db.request.TextRules;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
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

    /** @param prefix of further names, which are the caller's own */
    public Query knowing(Set<String> names, String prefix) {
        for (var name : parameters.keySet()) {
            if (!names.contains(name) && (!name.startsWith(prefix) || name.length() == prefix.length())) {
                throw refused(name, "is not a known parameter");
            }
        }
        return this;
    }

    /** What is given under names that begin so, by the rest of the name. */
    public Map<String, String> after(String prefix) {
        var found = new TreeMap<String, String>();
        for (var name : parameters.keySet()) {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), Objects.requireNonNull(one(name)));
            }
        }
        return found;
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

    /** Those of these words that are given, repeated or with commas between; none when the parameter is not there. */
    public <T> Set<T> anyOf(String name, T[] known, Function<T, String> label) {
        var byLabel =
                Arrays.stream(known).collect(Collectors.toMap(label, word -> word, (a, b) -> a, LinkedHashMap::new));
        return all(name).stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(value -> Optional.ofNullable(byLabel.get(value))
                        .orElseThrow(() -> refused(name, "must be one of " + String.join(", ", byLabel.keySet()))))
                .collect(Collectors.toSet());
    }

    /** Jobs outlive their kinds, so any name will do. */
    public @Nullable String kind() {
        var name = one("kind");
        if (name != null && !name.matches("[a-z0-9_.]{1,200}")) {
            throw refused("kind", "must be the name of a kind");
        }
        return name;
    }

    public @Nullable Lane lane() {
        var name = one("lane");
        if (name == null) {
            return null;
        }
        return Lane.find(name).orElseThrow(() -> refused("lane", "is not the name of a lane; see /v1/lanes"));
    }

    /** A model's name is its provider's affair. */
    public @Nullable String model() {
        var name = one("model");
        if (name != null && (name.isEmpty() || name.length() > 200 || !name.matches(TextRules.PRINTABLE))) {
            throw refused("model", "must be the name of a model, of at most 200 characters");
        }
        return name;
    }

    public @Nullable Instant time(String name) {
        var value = one(name);
        return value == null ? null : Rfc3339.parse(value).orElseThrow(() -> refused(name, "must be " + Rfc3339.NAMED));
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
                List.of(new Violation("/" + Json.escaped(parameter), rule))));
    }
}
