package io.penstock.catalog.email;

import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Violation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tags of one source of a template. It takes less than jmustache does, which leaves a tag that nobody closes in the mail as it
 * is, and knows tags that load files; what it takes, jmustache reads the same way.
 */
final class TagReader {

    static final int MOST_TAGS = 2_000;
    static final int DEEPEST = 10;

    private static final String WORD = "(?!this(?![A-Za-z0-9_-]))[A-Za-z_][A-Za-z0-9_-]{0,99}";
    private static final String NAME = "\\.|-first|-last|-index|" + WORD + "(?:\\." + WORD + "){0,9}";
    private static final Pattern TAG =
            Pattern.compile("\\{\\{[ \\t]*+(?<sign>[#^/&]?)[ \\t]*+(?<name>" + NAME + ")[ \\t]*+}}");
    private static final Pattern TRIPLE = Pattern.compile("\\{\\{\\{[ \\t]*+(?<name>" + NAME + ")[ \\t]*+}}}");
    private static final int LONGEST_QUOTE = 40;

    private final String source;
    private final boolean html;
    private final Deque<Open> open = new ArrayDeque<>();
    private int tags;

    /** A section that is not closed yet; the outermost is the source. */
    private record Open(String name, boolean inverted, int at, List<Node> inside) {}

    private TagReader(String source, boolean html) {
        this.source = source;
        this.html = html;
        open.push(new Open("", false, 0, new ArrayList<>()));
    }

    /** What stands in the source, or the first thing that is wrong with it. */
    static Read<List<Node>> read(String source, boolean html) {
        return new TagReader(source, html).read();
    }

    private Read<List<Node>> read() {
        int at = source.indexOf("{{");
        while (at >= 0) {
            int end = source.startsWith("{{!", at) ? source.indexOf("}}", at) + 2 : -1;
            if (end < 2) {
                var tag = (source.startsWith("{{{", at) ? TRIPLE : TAG)
                        .matcher(source)
                        .region(at, source.length());
                var rule = rule(tag, at);
                if (rule != null) {
                    return wrong(at, rule);
                }
                end = tag.end();
            }
            at = source.indexOf("{{", end);
        }
        var last = open.element();
        return open.size() > 1
                ? wrong(last.at, "{{#%s}} is not closed".formatted(last.name))
                : new Read.Valid<>(last.inside);
    }

    /** The rule that the tag breaks. If it breaks none, it is taken. */
    private @Nullable String rule(Matcher tag, int at) {
        if (!tag.lookingAt()) {
            return noTag(at);
        }
        if (++tags > MOST_TAGS) {
            return "there are more than " + MOST_TAGS + " tags";
        }
        var name = tag.group("name");
        var sign = tag.pattern() == TRIPLE ? "&" : tag.group("sign");
        return switch (sign) {
            case "#", "^" -> begin(name, sign.equals("^"), at);
            case "/" -> end(name);
            case "&" ->
                html
                        ? "%s would put HTML of whoever fills it into the mail; write {{%s}}"
                                .formatted(tag.group(), name)
                        : add(new Node.Value(name));
            default -> add(new Node.Value(name));
        };
    }

    private @Nullable String begin(String name, boolean inverted, int at) {
        if (name.equals("-index")) {
            return "{{-index}} is a number and no section";
        }
        if (open.size() > DEEPEST) {
            return "sections are nested deeper than " + DEEPEST;
        }
        open.push(new Open(name, inverted, at, new ArrayList<>()));
        return null;
    }

    private @Nullable String end(String name) {
        var ended = open.element();
        if (open.size() == 1 || !ended.name.equals(name)) {
            return "{{/%s}} closes no section that is open".formatted(name);
        }
        open.pop();
        return add(new Node.Section(name, ended.inverted, List.copyOf(ended.inside)));
    }

    private @Nullable String add(Node node) {
        open.element().inside.add(node);
        return null;
    }

    private String noTag(int at) {
        var inside = source.substring(at + 2, Math.min(source.length(), at + LONGEST_QUOTE))
                .stripLeading();
        var reason = switch (inside.isEmpty() ? ' ' : inside.charAt(0)) {
            case '>', '<', '$' -> "other templates cannot be included";
            case '=' -> "the delimiters cannot be changed";
            case '!' -> "a comment begins with {{! and ends with }}";
            default ->
                "a tag is {{name}}, {{#name}}, {{^name}} or {{/name}}, with names of letters, digits, _ and -, and dots between them";
        };
        return quoted(at) + ": " + reason;
    }

    private String quoted(int at) {
        int end = source.indexOf("}}", at);
        var tag = source.substring(at, end < 0 ? source.length() : end + 2);
        var start = tag.lines().findFirst().orElse("");
        return start.length() > LONGEST_QUOTE ? start.substring(0, LONGEST_QUOTE) + "..." : start;
    }

    private Read<List<Node>> wrong(int at, String rule) {
        long line = source.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
        return new Read.Invalid<>(List.of(new Violation("", "line " + line + ": " + rule)));
    }
}
