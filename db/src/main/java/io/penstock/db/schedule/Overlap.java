package io.penstock.db.schedule;

import java.util.Locale;

/** What becomes of a time that comes while jobs of an earlier firing have not ended. */
public enum Overlap {
    /** Nothing. */
    SKIP,
    /** It waits until they have; one may. */
    QUEUE,
    /** It fires. */
    ALLOW;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Overlap of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
