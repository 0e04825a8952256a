package io.penstock.db.schedule;

import java.util.Locale;

/** What becomes of the times that were missed. */
public enum CatchUp {
    /** Nothing. */
    NONE,
    /** The last of them fires. */
    LATEST,
    /** They fire, the last so many of them. */
    ALL;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static CatchUp of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
