package io.penstock.client.terminal;

/** How a command ends. */
public enum Exit {
    FINE(0),
    /** What was waited for ended badly. */
    BAD(1),
    /** It was used wrongly, or the server refuses. */
    UNUSABLE(2),
    /** Nobody knows how it ends: it was not over when the time was, or it was broken off. */
    UNDECIDED(3),
    UNREACHABLE(4);

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
