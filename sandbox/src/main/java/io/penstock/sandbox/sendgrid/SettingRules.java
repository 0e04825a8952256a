package io.penstock.sandbox.sendgrid;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/** What is asked of everything else: times, categories, switches. */
final class SettingRules {

    private static final Duration FURTHEST = Duration.ofDays(3);
    private static final int MOST_CATEGORIES = 10;
    private static final int LONGEST_CATEGORY = 255;

    private SettingRules() {}

    static void check(Field root, Instant now, Problems problems) {
        checkTime(root.at("send_at"), now, problems);
        checkCategories(root.at("categories"), problems);
        var sandboxMode = root.at("mail_settings").at("sandbox_mode").at("enable");
        problems.that(
                sandboxMode.isAbsent() || sandboxMode.node().isBoolean(), sandboxMode, "This must be true or false.");
    }

    static void checkTime(Field sendAt, Instant now, Problems problems) {
        if (!sendAt.isAbsent()
                && problems.that(
                        sendAt.node().isIntegralNumber() && sendAt.node().canConvertToLong(),
                        sendAt,
                        "send_at is a time as seconds since 1970.")) {
            problems.that(
                    sendAt.node().longValue() <= now.plus(FURTHEST).getEpochSecond(),
                    sendAt,
                    "send_at lies at most 72 hours ahead.");
        }
    }

    private static void checkCategories(Field categories, Problems problems) {
        if (categories.isAbsent()) {
            return;
        }
        var list = categories.node();
        if (problems.that(
                list.isArray() && list.values().stream().allMatch(JsonNode::isString),
                categories,
                "Categories must be an array of strings.")) {
            problems.that(list.size() <= MOST_CATEGORIES, categories, "No more than 10 categories are taken.");
            problems.that(
                    list.values().stream().map(JsonNode::stringValue).allMatch(SettingRules::isCategory),
                    categories,
                    "A category is ASCII of at most 255 characters.");
            problems.that(
                    list.values().stream().distinct().count() == list.size(), categories, "A category is there twice.");
        }
    }

    private static boolean isCategory(String text) {
        return text.length() <= LONGEST_CATEGORY
                && StandardCharsets.US_ASCII.newEncoder().canEncode(text);
    }
}
