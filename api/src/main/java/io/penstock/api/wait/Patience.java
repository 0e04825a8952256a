package io.penstock.api.wait;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How long a caller likes to wait for news, as it says in the header Prefer (RFC 7240). It is a wish: what cannot be understood is left
 * aside, and nobody waits longer than a minute.
 */
public record Patience(Duration atMost) {

    public static final String APPLIED = "Preference-Applied";

    static final Patience NONE = new Patience(Duration.ZERO);

    private static final int LONGEST = 60;
    private static final Pattern WAIT =
            Pattern.compile("\\s*wait\\s*=\\s*\"?(?<seconds>\\d{1,9})\"?\\s*(;.*)?", Pattern.CASE_INSENSITIVE);

    /** @param headers the values of Prefer; of several waits the first counts */
    static Patience of(Stream<String> headers) {
        return headers.flatMap(header -> Stream.of(header.split(",", -1)))
                .map(WAIT::matcher)
                .filter(wait -> wait.matches())
                .findFirst()
                .map(wait ->
                        new Patience(Duration.ofSeconds(Math.min(LONGEST, Integer.parseInt(wait.group("seconds"))))))
                .orElse(NONE);
    }

    public boolean isNone() {
        return atMost.isZero();
    }

    /** What was made of the wish, for the header Preference-Applied. */
    public Optional<String> applied() {
        return isNone() ? Optional.empty() : Optional.of("wait=" + atMost.toSeconds());
    }
}
