package io.penstock.source;

/** A source that cannot be read, and why. */
public final class SourceRefused extends Exception {

    private final String code;
    private final String pointer;

    /**
     * @param pointer to the field that names what is wrong, such as /source/ref
     * @param sentence that quotes no secret
     */
    public SourceRefused(String code, String pointer, String sentence) {
        super(sentence);
        this.code = code;
        this.pointer = pointer;
    }

    public String code() {
        return code;
    }

    public String pointer() {
        return pointer;
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }
}
