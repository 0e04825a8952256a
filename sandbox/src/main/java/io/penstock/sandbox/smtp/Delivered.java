package io.penstock.sandbox.smtp;

/** What came after DATA. */
sealed interface Delivered {

    /** @param bytes the mail as it was before it was sent */
    @SuppressWarnings("ArrayRecordComponent")
    record Whole(byte[] bytes) implements Delivered {}

    /** All of it came, and cannot be taken. */
    record Unfit(Reply reply) implements Delivered {}

    /** Not all of it came. */
    record Broken() implements Delivered {}
}
