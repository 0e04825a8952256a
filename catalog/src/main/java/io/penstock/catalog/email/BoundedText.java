package io.penstock.catalog.email;

import java.io.Writer;

/** A text while it is written, up to a length. */
final class BoundedText extends Writer {

    private final StringBuilder text = new StringBuilder();
    private final int longest;

    BoundedText(int longest) {
        this.longest = longest;
    }

    /** The only way out of a rendering. */
    static final class Full extends RuntimeException {
        private Full() {
            super("The text is as long as it may be", null, false, false);
        }
    }

    @Override
    public void write(char[] chars, int offset, int length) {
        makeSure(length);
        text.append(chars, offset, length);
    }

    @Override
    public Writer append(CharSequence more) {
        makeSure(more.length());
        text.append(more);
        return this;
    }

    private void makeSure(int more) {
        if (more > longest - text.length()) {
            throw new Full();
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    @Override
    public String toString() {
        return text.toString();
    }
}
