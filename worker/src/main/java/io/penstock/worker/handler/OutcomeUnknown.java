package io.penstock.worker.handler;

/** An effect was begun, and there is no way to find out from here whether it happened. */
public final class OutcomeUnknown extends Exception {

    private final String key;

    public OutcomeUnknown(String key) {
        super("Nobody can tell whether the effect " + key + " happened");
        this.key = key;
    }

    public String sentence() {
        return "Nobody can tell whether the effect " + key
                + " happened. Look it up at the other side and resolve the job.";
    }
}
