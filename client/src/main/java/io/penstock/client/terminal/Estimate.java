package io.penstock.client.terminal;

import java.time.Duration;
import java.util.Optional;

/** How long it takes yet, if each file takes as long as those took that were looked at. What is reused takes no time. */
public final class Estimate {

    private static final Duration TOO_EARLY = Duration.ofSeconds(2);

    private long beganAt;
    private long lookedAtFirst = -1;

    /**
     * @param done of all files, those that are reused too
     * @param nanos the time now, by any clock that goes on
     */
    public Optional<Duration> left(long files, long done, long reused, long nanos) {
        long looked = done - reused;
        if (lookedAtFirst < 0) {
            lookedAtFirst = looked;
            beganAt = nanos;
        }
        long since = looked - lookedAtFirst;
        var took = Duration.ofNanos(nanos - beganAt);
        return since == 0 || took.compareTo(TOO_EARLY) < 0
                ? Optional.empty()
                : Optional.of(took.multipliedBy(files - done).dividedBy(since));
    }
}
