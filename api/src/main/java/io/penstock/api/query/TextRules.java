package io.penstock.api.query;

/** What short texts may hold. Postgres stores no text with a NUL. */
public final class TextRules {

    public static final String PRINTABLE = "[^\\p{Cntrl}]*";
    public static final String PRINTABLE_RULE = "must not have control characters";

    /** Of a person, who may write more than one line. */
    public static final String LINES = "[\\P{Cntrl}\\t\\r\\n]*";

    public static final String LINES_RULE = "must not have control characters but tabs and line breaks";

    private TextRules() {}
}
