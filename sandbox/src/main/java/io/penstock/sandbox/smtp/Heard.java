package io.penstock.sandbox.smtp;

/** What comes when a line is waited for. */
sealed interface Heard {

    /** @param bytes without the line break */
    @SuppressWarnings("ArrayRecordComponent")
    record Said(byte[] bytes) implements Heard {}

    /** A line that is longer than it may be, of which nothing is kept. */
    record TooLong() implements Heard {}

    /** Nothing comes any more. */
    record HungUp() implements Heard {}
}
