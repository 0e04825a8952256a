package io.penstock.db.job;

import java.util.regex.Pattern;

/**
 * A message without what differs from job to job: what stands in quotes, addresses, ids, times, counts. The status of an answer stays, as it
 * says what is wrong.
 */
final class Shape {

    private static final int LONGEST = 500;

    private static final Pattern URL = Pattern.compile("\\b[a-z][a-z0-9+.-]{1,20}://[^\\s\"'<>]+");
    private static final Pattern MAIL =
            Pattern.compile("(?<![^\\s\"'<>(),;:])[^\\s@\"'<>(),;:]+@[^\\s@\"'<>(),;:]*\\w");
    private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"|“[^”]*”|`[^`]*`|(?<!\\w)'[^']*'(?!\\w)");
    private static final Pattern LONG_ID = Pattern.compile("(?<![A-Za-z0-9-])(?=[A-Za-z]*\\d)[A-Za-z0-9]{12,}");
    private static final Pattern NUMBER = Pattern.compile(
            "(?<![0-9a-fA-F-])" + "(?!(?<=(?:status|answered|HTTP) )[1-5]\\d\\d\\b)" + "[0-9a-fA-F-]*\\d[0-9a-fA-F-]*");

    private Shape() {}

    static String of(String message) {
        var shape = replace(URL, message, "<url>");
        shape = replace(MAIL, shape, "<address>");
        shape = replace(QUOTED, shape, "\"…\"");
        shape = replace(LONG_ID, shape, "#");
        shape = replace(NUMBER, shape, "#");
        return shape.length() <= LONGEST ? shape : shape.substring(0, LONGEST - 1) + "…";
    }

    private static String replace(Pattern part, String message, String by) {
        return part.matcher(message).replaceAll(by);
    }
}
