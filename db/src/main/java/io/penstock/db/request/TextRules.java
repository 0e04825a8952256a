package io.penstock.db.request;

/** What short texts may hold. Postgres stores no text with a NUL. */
public final class TextRules {

    public static final String PRINTABLE = "[^\\p{Cntrl}]*";
    public static final String PRINTABLE_RULE = "must not have control characters";

    /** Of a person, who may write more than one line. */
    public static final String LINES = "[\\P{Cntrl}\\t\\r\\n]*";

    public static final String LINES_RULE = "must not have control characters but tabs and line breaks";

    /** One that can be called: annotations take constants only, so it is in pieces. */
    public static final String HTTP_URL = "[Hh][Tt][Tt][Pp][Ss]?://" + TextRules.HOST + "(:" + TextRules.PORT + ")?(/"
            + TextRules.PATH + ")?(\\?" + TextRules.QUERY + ")?(#" + TextRules.QUERY + ")?";

    public static final String HTTP_URL_RULE = "must be an http or https URL without user and password";

    private static final String HOST = "([^\\s\\p{Cntrl}/?#@:\\[\\]%<>\"{}|\\\\^`]+|\\[[0-9A-Fa-f:.]+\\])";
    private static final String PORT = "(6553[0-5]|655[0-2]\\d|65[0-4]\\d{2}|6[0-4]\\d{3}|[1-5]?\\d{1,4})";
    private static final String IN_PATH = "[^\\s\\p{Cntrl}%<>\"{}|\\\\^`#?\\[\\]]*+";
    private static final String IN_QUERY = "[^\\s\\p{Cntrl}%<>\"{}|\\\\^`#]*+";
    private static final String PATH = IN_PATH + "(%[0-9A-Fa-f]{2}" + IN_PATH + ")*+";
    private static final String QUERY = IN_QUERY + "(%[0-9A-Fa-f]{2}" + IN_QUERY + ")*+";

    private TextRules() {}
}
