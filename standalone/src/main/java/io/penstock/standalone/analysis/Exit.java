package io.penstock.standalone.analysis;

/** How the command ends. */
public enum Exit {
    PASSED,
    TOO_MUCH,
    UNUSABLE,
    FAILED,
    UNREACHABLE;

    public int code() {
        return ordinal();
    }
}
