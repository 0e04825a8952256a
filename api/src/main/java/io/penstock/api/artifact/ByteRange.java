package io.penstock.api.artifact;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which bytes of a content are asked for, after RFC 9110. */
sealed interface ByteRange {

    /** All of them: also when the header is none of ours, or asks for several pieces, as a server may ignore it. */
    record Whole() implements ByteRange {}

    /** From the first to the last, both included. */
    record Part(long first, long last) implements ByteRange {

        long length() {
            return last - first + 1;
        }
    }

    /** None of them is there. */
    record Unsatisfiable() implements ByteRange {}

    Pattern FORM = Pattern.compile("bytes=\\s*(\\d{0,18})-(\\d{0,18})\\s*", Pattern.CASE_INSENSITIVE);

    static ByteRange of(@Nullable String header, long size) {
        var range = FORM.matcher(header == null ? "" : header);
        if (!range.matches() || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
            return new Whole();
        }
        if (range.group(1).isEmpty()) {
            return suffix(Long.parseLong(range.group(2)), size);
        }
        long first = Long.parseLong(range.group(1));
        long last = range.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(range.group(2));
        if (last < first) {
            return new Whole();
        }
        return first < size ? new Part(first, Math.min(last, size - 1)) : new Unsatisfiable();
    }

    private static ByteRange suffix(long length, long size) {
        return length > 0 && size > 0 ? new Part(Math.max(0, size - length), size - 1) : new Unsatisfiable();
    }
}
