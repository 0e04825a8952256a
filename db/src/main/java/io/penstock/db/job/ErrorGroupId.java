package io.penstock.db.job;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which failures belong together: those of one fingerprint. It follows from the failure, so a job knows its group before anybody has counted
 * it there.
 */
public record ErrorGroupId(String fingerprint) {

    private static final String PREFIX = "err_";
    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{16}");

    public ErrorGroupId {
        if (!FINGERPRINT.matcher(fingerprint).matches()) {
            throw new IllegalArgumentException("A fingerprint is 16 hexadecimal digits, not " + fingerprint);
        }
    }

    public static Optional<ErrorGroupId> parse(String text) {
        return text.startsWith(PREFIX)
                        && FINGERPRINT.matcher(text.substring(PREFIX.length())).matches()
                ? Optional.of(new ErrorGroupId(text.substring(PREFIX.length())))
                : Optional.empty();
    }

    /** Of a job that may not have failed. */
    public static @Nullable ErrorGroupId orNull(@Nullable String fingerprint) {
        return fingerprint == null ? null : new ErrorGroupId(fingerprint);
    }

    @Override
    public String toString() {
        return PREFIX + fingerprint;
    }
}
