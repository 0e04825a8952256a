package io.penstock.api.template;

import io.penstock.catalog.email.Variable;
import io.penstock.db.template.StoredTemplate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A version of a template as its readers see it. */
record TemplateView(
        String name,
        int version,
        String subject,
        @Nullable String text,
        @Nullable String html,
        List<Variable> variables,
        Instant createdAt) {

    static TemplateView of(StoredTemplate stored) {
        var template = stored.template();
        return new TemplateView(
                stored.name(),
                stored.version(),
                template.subject(),
                template.text(),
                template.html(),
                template.compile().variables(),
                stored.createdAt());
    }

    @Override
    public String toString() {
        return name + " " + version;
    }
}
