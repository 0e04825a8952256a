package io.penstock.scheduler.errand;

import io.penstock.db.job.Failure;

/** It would fail in the same way another time. */
public final class GaveUp extends RuntimeException {

    private final Failure failure;

    public GaveUp(String code, String sentence) {
        super(sentence, null, false, false);
        this.failure = new Failure(code, sentence);
    }

    Failure failure() {
        return failure;
    }
}
