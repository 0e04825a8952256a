package io.penstock.client.command;

import io.penstock.client.terminal.Shown;
import io.penstock.client.terminal.Tone;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A view as lines of names and values, without what it leaves open. */
final class Details {

    private final Screen screen;
    private final List<String> lines = new ArrayList<>();

    private Details(Screen screen) {
        this.screen = screen;
    }

    static List<String> lines(JsonNode view, Screen screen) {
        var details = new Details(screen);
        details.object(view, "", "");
        return details.lines;
    }

    /** @param first what the first line begins with instead of its indent */
    private void object(JsonNode object, String indent, String first) {
        var shown = object.properties().stream()
                .filter(field -> !isEmpty(field.getValue()))
                .toList();
        int width =
                shown.stream().mapToInt(field -> field.getKey().length()).max().orElse(0);
        var begin = first;
        for (var field : shown) {
            var name = begin + screen.in(Tone.FAINT, Shown.text(field.getKey()));
            begin = indent;
            var value = field.getValue();
            if (value.isObject()) {
                lines.add(name);
                object(value, indent + "  ", indent + "  ");
            } else if (value.isArray() && value.get(0).isObject()) {
                lines.add(name);
                value.forEach(element -> object(element, indent + "    ", indent + "  - "));
            } else {
                lines.add(name + " ".repeat(width + 2 - field.getKey().length()) + scalar(field.getKey(), value));
            }
        }
    }

    private static boolean isEmpty(JsonNode value) {
        return value.isNull() || ((value.isObject() || value.isArray()) && value.isEmpty());
    }

    private String scalar(String name, JsonNode value) {
        var text = Shown.text(Values.text(value));
        if (name.equals("state") || name.equals("outcome")) {
            return screen.in(Values.tone(text), text);
        }
        var when = Values.when(value, screen.now());
        return when.isEmpty() ? text : "%s (%s)".formatted(text, when);
    }
}
