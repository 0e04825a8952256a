package io.penstock.worker.handler;

/** The job is no longer this attempt's: nothing more may be done for it here. Let it pass. */
public final class LeaseLost extends RuntimeException {

    public LeaseLost() {
        super("The job is no longer this attempt's", null, false, false);
    }
}
