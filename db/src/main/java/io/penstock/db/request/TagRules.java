package io.penstock.db.request;

/** What tags may look like. */
public final class TagRules {

    public static final int MOST = 20;
    public static final String NAME = "[A-Za-z0-9_.:-]{1,64}";
    public static final String VALUE = "[^\\p{Cntrl}]{1,256}";
    public static final String TOO_MANY = "must have at most 20 tags";
    public static final String NAME_RULE = "must be named with 1 to 64 letters, digits, _ . : or -";
    public static final String VALUE_RULE = "must have 1 to 256 characters and no control characters";

    private TagRules() {}
}
