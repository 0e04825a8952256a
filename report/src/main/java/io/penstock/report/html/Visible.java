package io.penstock.report.html;

import java.util.regex.Pattern;

/** Text without the signs that make a reader see it in another order than it has. */
final class Visible {

    private static final Pattern TURNING = Pattern.compile("[\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]");

    private Visible() {}

    static String of(String text) {
        return TURNING.matcher(text).replaceAll("\uFFFD");
    }
}
