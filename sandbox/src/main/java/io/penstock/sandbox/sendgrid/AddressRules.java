package io.penstock.sandbox.sendgrid;

import java.util.regex.Pattern;

/** What SendGrid takes for an address, and for somebody who has one. */
final class AddressRules {

    private static final int LONGEST = 320;
    private static final int LONGEST_LOCAL = 64;

    private static final Pattern LOCAL =
            Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?");

    private AddressRules() {}

    static boolean isAddress(String text) {
        var at = text.lastIndexOf('@');
        if (text.length() > LONGEST || at < 1 || at > LONGEST_LOCAL) {
            return false;
        }
        var labels = text.substring(at + 1).split("\\.", -1);
        for (var label : labels) {
            if (!LABEL.matcher(label).matches()) {
                return false;
            }
        }
        return labels.length > 1 && LOCAL.matcher(text.substring(0, at)).matches();
    }

    static void check(Field somebody, Problems problems) {
        var email = somebody.at("email");
        if (problems.that(somebody.isAbsent() || somebody.node().isObject(), somebody, "This must be an object.")
                && problems.that(email.isText(), email, "An email is required.")) {
            problems.that(isAddress(email.text()), email, "This is not a valid address.");
            problems.that(
                    somebody.at("name").isAbsent() || somebody.at("name").node().isString(),
                    somebody.at("name"),
                    "A name must be a string.");
        }
    }

    static void checkIfAny(Field somebody, Problems problems) {
        if (!somebody.isAbsent()) {
            check(somebody, problems);
        }
    }
}
