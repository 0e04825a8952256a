package io.penstock.sandbox.sendgrid;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Which headers may be set. */
final class HeaderRules {

    private static final Set<String> RESERVED = Set.of(
            "x-sg-id",
            "x-sg-eid",
            "received",
            "dkim-signature",
            "content-type",
            "content-transfer-encoding",
            "to",
            "from",
            "subject",
            "reply-to",
            "cc",
            "bcc");

    private static final Pattern NAME = Pattern.compile("[!-9;-~]+");
    private static final Pattern VALUE = Pattern.compile("[^\\r\\n]*");

    private HeaderRules() {}

    static void check(Field headers, Problems problems) {
        if (headers.isAbsent() || !problems.that(headers.node().isObject(), headers, "Headers must be an object.")) {
            return;
        }
        var seen = new HashSet<String>();
        headers.node().properties().forEach(header -> {
            var name = header.getKey().toLowerCase(Locale.ROOT);
            problems.that(NAME.matcher(name).matches(), headers, "The name of a header is ASCII without spaces.");
            problems.that(seen.add(name), headers, "The header " + name + " is there twice.");
            problems.that(!RESERVED.contains(name), headers, "The header " + name + " is reserved.");
            problems.that(
                    header.getValue().isString()
                            && VALUE.matcher(header.getValue().stringValue()).matches(),
                    headers,
                    "The value of a header must be a string in one line.");
        });
    }
}
