package io.penstock.api.limit;

import io.penstock.db.limit.Limit;

/** What limits and budgets may be called. */
public final class LimitName {

    public static final String PATTERN = Limit.NAME;
    public static final String RULE =
            "must be 1 to 100 lower-case letters, digits, dots, colons, - or _, and begin with a letter or digit";

    public static final String NOT_TAKEN = "(?!" + Limit.OF_A_PAUSE + "|" + Limit.OF_A_ROUTE + ").*";
    public static final String NOT_TAKEN_RULE =
            "must not begin with pause: or route:, as those of pauses and routes do";

    private LimitName() {}
}
