package io.penstock.analyzer;

/** An analyzer can do nothing with this file. */
public final class LookFailed extends RuntimeException {

    private final String code;

    /** @param sentence that quotes nothing of the file */
    public LookFailed(String code, String sentence) {
        super(sentence, null, false, false);
        this.code = code;
    }

    public String code() {
        return code;
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }
}
