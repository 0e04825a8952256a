package io.penstock.scheduler.analysis;

import io.penstock.db.job.Failure;

/** An analysis cannot come to its end, however often it is tried. */
final class AnalysisFailed extends RuntimeException {

    private final Failure failure;

    AnalysisFailed(String code, String sentence) {
        super(sentence, null, false, false);
        this.failure = new Failure(code, sentence);
    }

    Failure failure() {
        return failure;
    }
}
