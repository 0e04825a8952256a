package io.penstock.db.schedule;

/** What came of the wish to change a schedule. */
public sealed interface Changed {

    record Done(Schedule schedule) implements Changed {}

    record NotFound() implements Changed {}

    /** Somebody else has changed it; this is its version now. */
    record Outdated(int version) implements Changed {}
}
