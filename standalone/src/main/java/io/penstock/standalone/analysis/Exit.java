package io.penstock.standalone.analysis;

/** How the command ends. */
public enum Exit {
    PASSED(0),
    TOO_MUCH(1),
    UNUSABLE(2),
    FAILED(3),
    UNREACHABLE(4);

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
