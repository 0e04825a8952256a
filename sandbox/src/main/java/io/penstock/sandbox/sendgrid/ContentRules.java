package io.penstock.sandbox.sendgrid;

import java.util.List;
import java.util.regex.Pattern;

/** What is asked of the texts of a mail, and their order. */
final class ContentRules {

    static final Pattern TYPE = Pattern.compile("[^;,\\r\\n]+");

    /** Anything else comes after these. */
    private static final List<String> ORDER = List.of("text/plain", "text/html");

    private ContentRules() {}

    static void check(Field root, Problems problems) {
        var content = root.at("content");
        if (content.isAbsent() && root.at("template_id").isText()) {
            return;
        }
        if (problems.that(
                content.node().isArray() && !content.node().isEmpty(), content, "At least one content is required.")) {
            content.items().forEach(part -> checkPart(part, problems));
            problems.that(
                    isInOrder(content.items()
                            .map(part -> rank(part.at("type").text()))
                            .toList()),
                    content,
                    "The content of type text/plain comes first, then that of type text/html, then any other.");
        }
    }

    private static void checkPart(Field part, Problems problems) {
        var type = part.at("type");
        problems.that(
                type.isText() && TYPE.matcher(type.text()).matches(),
                type,
                "A content has a type, without semicolon, comma or line break.");
        problems.that(part.at("value").isText(), part.at("value"), "A content has at least one character.");
    }

    private static int rank(String type) {
        var place = ORDER.indexOf(type);
        return place < 0 ? ORDER.size() : place;
    }

    private static boolean isInOrder(List<Integer> ranks) {
        return ranks.equals(ranks.stream().sorted().toList());
    }
}
