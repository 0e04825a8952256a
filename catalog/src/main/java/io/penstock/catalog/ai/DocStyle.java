package io.penstock.catalog.ai;

import java.util.Locale;

/** How documentation is written down. */
public enum DocStyle {
    JAVADOC,
    DOCSTRING,
    JSDOC,
    GODOC,
    MARKDOWN;

    /** As it is written in JSON. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
