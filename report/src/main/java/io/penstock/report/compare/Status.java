package io.penstock.report.compare;

import java.util.Locale;

/** What became of a finding since the analysis before. */
public enum Status {
    /** It was not there before. */
    NEW,
    /** It was there before. */
    UNCHANGED,
    /** It was there before, and is no longer. */
    FIXED,
    /** It is there now, and before nobody could look. */
    UNKNOWN,
    /** It was there before, and now nobody could look. */
    UNSEEN;

    /** As it is written in JSON. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
