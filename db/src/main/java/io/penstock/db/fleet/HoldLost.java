package io.penstock.db.fleet;

/** What a process had at work is another's by now, or nobody's. */
public final class HoldLost extends RuntimeException {

    public HoldLost(Object what) {
        super(what + " is no longer this process's", null, false, false);
    }
}
