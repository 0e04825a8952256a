package io.penstock.catalog.email;

import org.jspecify.annotations.Nullable;

/** What a template says with its variables filled in: a text, HTML, or both. */
public record RenderedMail(
        String subject, @Nullable String text, @Nullable String html) {

    /** Nobody shall take it for a real one. */
    public RenderedMail asTest() {
        return new RenderedMail("[Test] " + subject, text, html);
    }

    @Override
    public String toString() {
        return "[mail]";
    }
}
