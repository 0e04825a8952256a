package io.penstock.analyzer.analysis;

import java.time.Duration;

/**
 * What one file may take.
 *
 * @param time for one analyzer
 * @param grace how long an analyzer that should stop may take to do so, before it is given up
 * @param letters how long a file may be
 * @param stuck how many given-up looks may go on before no new ones begin
 */
public record Bounds(Duration time, Duration grace, int letters, int stuck) {

    public static final Bounds USUAL = new Bounds(Duration.ofSeconds(10), Duration.ofSeconds(5), 1_000_000, 4);

    public Bounds {
        if (!time.isPositive() || grace.isNegative() || letters < 1 || stuck < 1) {
            throw new IllegalArgumentException("Bounds are positive");
        }
    }
}
