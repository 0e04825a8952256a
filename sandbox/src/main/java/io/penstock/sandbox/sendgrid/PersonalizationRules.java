package io.penstock.sandbox.sendgrid;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/** What is asked of the personalizations: who gets the mail, and what is special about his. */
final class PersonalizationRules {

    static final List<String> RECIPIENTS = List.of("to", "cc", "bcc");

    private static final int MOST = 1_000;

    private final Field root;
    private final Instant now;
    private final Problems problems;

    PersonalizationRules(Field root, Instant now, Problems problems) {
        this.root = root;
        this.now = now;
        this.problems = problems;
    }

    void check() {
        var all = root.at("personalizations");
        if (problems.that(
                        all.node().isArray() && !all.node().isEmpty(), all, "At least one personalization is required.")
                && problems.that(
                        all.node().size() <= MOST,
                        all,
                        "There are " + all.node().size() + " personalizations, and no more than 1000 are taken.")) {
            all.items().forEach(this::check);
            problems.that(
                    all.items().mapToInt(PersonalizationRules::recipients).sum() <= MOST,
                    all,
                    "No more than 1000 recipients (to, cc and bcc together) are taken.");
        }
    }

    private static int recipients(Field one) {
        return RECIPIENTS.stream()
                .mapToInt(kind -> one.node().path(kind).size())
                .sum();
    }

    private void check(Field one) {
        if (problems.that(one.node().isObject(), one, "A personalization must be an object.")) {
            checkRecipients(one);
            AddressRules.checkIfAny(one.at("from"), problems);
            problems.that(one.at("subject").isTextIfAny(), one.at("subject"), "A subject has at least one character.");
            HeaderRules.check(one.at("headers"), problems);
            ArgumentRules.check(root.at("custom_args"), one.at("custom_args"), problems);
            SettingRules.checkTime(one.at("send_at"), now, problems);
        }
    }

    private void checkRecipients(Field one) {
        var to = one.at("to");
        problems.that(to.node().isArray() && !to.node().isEmpty(), to, "At least one recipient is required.");
        var seen = new HashSet<String>();
        for (var kind : RECIPIENTS) {
            var list = one.at(kind);
            problems.that(list.isAbsent() || list.node().isArray(), list, "Recipients must be an array.");
            list.items().forEach(somebody -> {
                AddressRules.check(somebody, problems);
                var email = somebody.at("email").text().toLowerCase(Locale.ROOT);
                problems.that(
                        email.isEmpty() || seen.add(email),
                        one,
                        "The address " + email + " is there twice; see " + list.path() + ".");
            });
        }
    }
}
