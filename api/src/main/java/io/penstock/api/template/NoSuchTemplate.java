package io.penstock.api.template;

import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.catalog.email.Template;

/** A template that the caller's tenant does not have, or not in this version. */
final class NoSuchTemplate {

    private NoSuchTemplate() {}

    /** The name, if a template can have it. */
    static String unlessName(String name) {
        if (!name.matches(Template.NAME)) {
            throw refusal("A template's name " + Template.NAME_RULE + ".");
        }
        return name;
    }

    static Refusal named(String name) {
        return refusal("No template has the name " + name + ".");
    }

    static Refusal version(String name) {
        return refusal("The template " + name + " has no such version.");
    }

    private static Refusal refusal(String detail) {
        return new Refusal(Problem.of(404, "template_not_found", "There is no such template", detail));
    }
}
