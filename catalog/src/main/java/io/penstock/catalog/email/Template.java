package io.penstock.catalog.email;

import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.SelfChecked;
import io.penstock.catalog.json.Violation;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A mail with places for variables, as it was written: subject, text and HTML are Mustache, each for itself. */
public record Template(
        @NotNull
        @Size(min = 1, max = MailRules.LONGEST_LINE)
        @Pattern(regexp = MailRules.LINE, message = MailRules.LINE_RULE)
        String subject,

        @Size(min = 1, max = MailRules.LONGEST_SOURCE)
        @Pattern(regexp = MailRules.SOURCE, message = MailRules.SOURCE_RULE)
        @Nullable
        String text,

        @Size(min = 1, max = MailRules.LONGEST_SOURCE)
        @Pattern(regexp = MailRules.SOURCE, message = MailRules.SOURCE_RULE)
        @Nullable
        String html)
        implements SelfChecked {

    public static final String NAME = "[a-z0-9][a-z0-9_.-]{0,99}";
    public static final String NAME_RULE =
            "must be 1 to 100 lower-case letters, digits, dots, - or _, and begin with a letter or digit";

    @Override
    public List<Violation> violations() {
        var broken = new ArrayList<Violation>();
        read("/subject", subject, false, broken);
        read("/text", text, false, broken);
        read("/html", html, true, broken);
        if (text == null && html == null) {
            broken.add(new Violation("/text", "must be given, or html, or both"));
        }
        return broken;
    }

    private static void read(String at, @Nullable String source, boolean html, List<Violation> broken) {
        if (source != null
                && source.length() <= MailRules.LONGEST_SOURCE
                && TagReader.read(source, html) instanceof Read.Invalid<?> wrong) {
            wrong.violations().forEach(violation -> broken.add(violation.under(at)));
        }
    }

    /** Of one that was checked. */
    public CompiledTemplate compile() {
        return CompiledTemplate.of(this);
    }

    /** In characters. */
    public int length() {
        return Stream.of(subject, text, html)
                .filter(Objects::nonNull)
                .mapToInt(String::length)
                .sum();
    }

    /** Templates are the tenant's affair. */
    @Override
    public String toString() {
        return "[template]";
    }
}
