package io.penstock.catalog.ai;

import java.util.Locale;

/** What an analysis looks for. */
public enum Focus {
    SECURITY,
    CORRECTNESS,
    PERFORMANCE,
    CONCURRENCY,
    RELIABILITY,
    MAINTAINABILITY,
    STYLE,
    TESTING,
    DOCUMENTATION;

    /** As it is written in JSON. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
