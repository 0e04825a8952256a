package io.penstock.sandbox.sendgrid;

import java.util.ArrayList;
import java.util.List;

/** Everything that is wrong with a request. */
final class Problems {

    private final List<Problem> all = new ArrayList<>();

    /** Notes the rule if it is broken. */
    boolean that(boolean kept, Field field, String rule) {
        if (!kept) {
            all.add(new Problem(rule, field.path()));
        }
        return kept;
    }

    List<Problem> all() {
        return List.copyOf(all);
    }
}
