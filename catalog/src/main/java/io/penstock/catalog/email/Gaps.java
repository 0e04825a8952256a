package io.penstock.catalog.email;

import io.penstock.catalog.email.Scope.Found;
import io.penstock.catalog.json.Violation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;

/** Goes through a template as a rendering does, and finds the places that the variables cannot fill. */
final class Gaps {

    /** A section in a section in a section may go round more often than anybody has time for. */
    static final int MOST_STEPS = 200_000;

    static final int MOST_TOLD = 50;

    private final Map<String, Violation> found = new LinkedHashMap<>();
    private final boolean oneLine;
    private int steps;

    private Gaps(boolean oneLine) {
        this.oneLine = oneLine;
    }

    /** @param oneLine whether the variables must not break lines there */
    static List<Violation> of(Part part, JsonNode variables, boolean oneLine) {
        var gaps = new Gaps(oneLine);
        gaps.lookInto(part.nodes(), Scope.of(variables));
        return List.copyOf(gaps.found.values());
    }

    private void lookInto(List<Node> nodes, Scope scope) {
        for (var node : nodes) {
            if (isEnough()) {
                return;
            }
            switch (node) {
                case Node.Value value -> look(scope.find(value.name()));
                case Node.Section section -> look(section, scope);
            }
        }
    }

    private boolean isEnough() {
        if (++steps > MOST_STEPS) {
            tell("", "go round the sections of the template too often");
        }
        return steps > MOST_STEPS || found.size() >= MOST_TOLD;
    }

    private void look(Found value) {
        var json = value.value();
        if (json.isMissingNode() || json.isNull()) {
            tell(value.pointer(), "is missing, and the template has a place for it");
        } else if (json.isContainer()) {
            tell(value.pointer(), "must be a string, a number or a boolean where the template shows it");
        } else if (json.isString()) {
            look(json.stringValue(), value.pointer());
        }
    }

    private void look(String text, String pointer) {
        if (text.length() > MailRules.LONGEST_BODY) {
            tell(pointer, "is longer than a mail, which has at most " + MailRules.LONGEST_BODY + " characters");
        } else if (oneLine && !text.matches(MailRules.LINE)) {
            tell(pointer, MailRules.LINE_RULE + ", as it stands in the subject");
        }
    }

    private void look(Node.Section section, Scope scope) {
        var about = scope.find(section.name());
        var json = about.value();
        if (section.inverted() != isNothing(json)) {
            return;
        }
        if (section.inverted() || json.isBoolean()) {
            lookInto(section.inside(), scope);
        } else if (json.isArray()) {
            for (int nr = 0; nr < json.size() && !isEnough(); nr++) {
                lookInto(section.inside(), scope.element(about, nr));
            }
        } else {
            lookInto(section.inside(), scope.inside(about));
        }
    }

    private static boolean isNothing(JsonNode json) {
        return switch (json) {
            case BooleanNode truth -> !truth.booleanValue();
            case ArrayNode list -> list.isEmpty();
            default -> json.isMissingNode() || JsonCollector.isNothing(json);
        };
    }

    private void tell(String pointer, String rule) {
        found.putIfAbsent(pointer, new Violation(pointer, rule));
    }
}
