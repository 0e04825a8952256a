package io.penstock.catalog.email;

import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A template that is ready to be filled, any number of times at once. */
public final class CompiledTemplate {

    private final Part subject;
    private final @Nullable Part text;
    private final @Nullable Part html;
    private final List<Variable> variables;

    private CompiledTemplate(Part subject, @Nullable Part text, @Nullable Part html) {
        this.subject = subject;
        this.text = text;
        this.html = html;
        this.variables = Variables.of(parts());
    }

    static CompiledTemplate of(Template template) {
        return new CompiledTemplate(
                Part.of(template.subject(), false),
                template.text() == null ? null : Part.of(template.text(), false),
                template.html() == null ? null : Part.of(template.html(), true));
    }

    /** All that it knows, in the order of subject, text and HTML. */
    public List<Variable> variables() {
        return variables;
    }

    /** What these variables leave to be wished for, with pointers into them. Without any, the mail can be rendered, unless it becomes too long. */
    public List<Violation> violations(JsonNode variables) {
        var broken = new ArrayList<>(Gaps.of(subject, variables, true));
        bodies().forEach(body -> broken.addAll(Gaps.of(body, variables, false)));
        if (broken.isEmpty() && subject(variables).isEmpty()) {
            broken.add(new Violation("", "must make a subject of 1 to " + MailRules.LONGEST_LINE + " characters"));
        }
        return broken.stream().distinct().toList();
    }

    /** The mail, or what is wrong with the variables. */
    public Read<RenderedMail> render(JsonNode variables) {
        var broken = violations(variables);
        if (!broken.isEmpty()) {
            return new Read.Invalid<>(broken);
        }
        var filled = fill(text, variables);
        var page = fill(html, variables);
        if (isTooLong(text, filled) || isTooLong(html, page)) {
            return wrong("must not make a mail of more than " + MailRules.LONGEST_BODY + " characters");
        }
        if (isNothing(filled) && isNothing(page)) {
            return wrong("must not make an empty mail");
        }
        return new Read.Valid<>(new RenderedMail(subject(variables).orElseThrow(), orNull(filled), orNull(page)));
    }

    private Optional<String> subject(JsonNode variables) {
        return subject.fill(variables, MailRules.LONGEST_LINE).filter(line -> !line.isEmpty());
    }

    private static Optional<String> fill(@Nullable Part part, JsonNode variables) {
        return part == null ? Optional.empty() : part.fill(variables, MailRules.LONGEST_BODY);
    }

    private static boolean isTooLong(@Nullable Part part, Optional<String> filled) {
        return part != null && filled.isEmpty();
    }

    private static boolean isNothing(Optional<String> body) {
        return body.isEmpty() || body.get().isEmpty();
    }

    private static @Nullable String orNull(Optional<String> body) {
        return isNothing(body) ? null : body.get();
    }

    private static Read<RenderedMail> wrong(String rule) {
        return new Read.Invalid<>(List.of(new Violation("", rule)));
    }

    private Stream<Part> bodies() {
        return Stream.of(text, html).filter(Objects::nonNull);
    }

    private Stream<Part> parts() {
        return Stream.concat(Stream.of(subject), bodies());
    }
}
