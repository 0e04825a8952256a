package io.penstock.db.limit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How much a limit lets through. */
public sealed interface Quota {

    long MOST = 1_000_000_000;
    Duration SHORTEST = Duration.ofSeconds(1);
    Duration LONGEST = Duration.ofDays(1);

    long permits();

    /** So many in any stretch of time of this length, and so many at once. */
    sealed interface Periodic extends Quota {
        Duration per();

        long burst();
    }

    /** A job takes one permit. */
    record Rate(long permits, Duration per, long burst) implements Periodic {
        public Rate {
            check(permits, per, burst);
        }
    }

    /** A job takes as many permits as it weighs. */
    record Units(long permits, Duration per, long burst) implements Periodic {
        public Units {
            check(permits, per, burst);
        }
    }

    /** So many jobs at a time, from dispatch to finish. */
    record Concurrency(long permits) implements Quota {
        public Concurrency {
            check(permits);
        }
    }

    /**
     * So much money, in millionths, in each period of the calendar; a job takes what it is estimated to cost.
     *
     * @param soft when more than that is spent, somebody is told
     */
    record Budget(
            long permits, BudgetPeriod period, @Nullable Long soft) implements Quota {
        public static final long MOST = 1_000_000_000_000_000L;

        public Budget {
            if (permits < 1 || permits > MOST) {
                throw new IllegalArgumentException(
                        "A budget is more than 0 and at most " + Money.of(MOST) + ", not " + Money.of(permits));
            }
            if (soft != null && (soft < 1 || soft >= permits)) {
                throw new IllegalArgumentException(
                        "The soft part of a budget is more than 0 and less than all of it, not " + Money.of(soft));
            }
        }
    }

    private static void check(long permits, Duration per, long burst) {
        check(permits);
        if (per.compareTo(SHORTEST) < 0 || per.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("A period is between PT1S and PT24H, not " + per);
        }
        if (burst < 1 || burst > permits) {
            throw new IllegalArgumentException("A burst is between 1 and the permits, not " + burst);
        }
    }

    private static void check(long permits) {
        if (permits < 1 || permits > MOST) {
            throw new IllegalArgumentException("Permits are between 1 and " + MOST + ", not " + permits);
        }
    }
}
