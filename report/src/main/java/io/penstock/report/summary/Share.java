package io.penstock.report.summary;

/** A part of a whole, to four places. */
final class Share {

    private Share() {}

    static double of(long part, long whole) {
        return whole == 0 ? 0 : Math.round(10_000.0 * part / whole) / 10_000.0;
    }
}
