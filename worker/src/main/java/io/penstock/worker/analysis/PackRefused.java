package io.penstock.worker.analysis;

/** The artifact is no pack. */
final class PackRefused extends Exception {

    /** @param sentence that quotes nothing of it */
    PackRefused(String sentence) {
        super(sentence, null, false, false);
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
