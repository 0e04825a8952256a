package io.penstock.db.aside;

/** What there is to read when somebody asks for a job's result. */
public sealed interface Result {

    record Inline(String json) implements Result {}

    /** @param length of the text, in bytes of UTF-8 */
    record Aside(int length) implements Result {}

    /** There was one; its time is over. */
    record Gone() implements Result {}

    /** The job has not succeeded, or came to nothing. */
    record None() implements Result {}
}
