package io.penstock.db.bulk;

import java.util.Locale;

/**
 * What came of an operation for one of its jobs.
 *
 * @param detail a word that says why; empty when it was done
 */
public record ItemOutcome(Kind kind, String detail) {

    public enum Kind {
        DONE,
        SKIPPED,
        FAILED,
        /** Its turn has not come, or never will. */
        LEFT;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static final ItemOutcome DONE = new ItemOutcome(Kind.DONE, "");
    static final ItemOutcome LEFT = new ItemOutcome(Kind.LEFT, "");

    static ItemOutcome skipped(String why) {
        return new ItemOutcome(Kind.SKIPPED, why);
    }

    static ItemOutcome failed(String why) {
        return new ItemOutcome(Kind.FAILED, why);
    }

    /** As a chunk keeps it. */
    String word() {
        return detail.isEmpty() ? kind.label() : kind.label() + ":" + detail;
    }

    static ItemOutcome of(String word) {
        int colon = word.indexOf(':');
        var kind = colon < 0 ? word : word.substring(0, colon);
        return new ItemOutcome(Kind.valueOf(kind.toUpperCase(Locale.ROOT)), colon < 0 ? "" : word.substring(colon + 1));
    }
}
