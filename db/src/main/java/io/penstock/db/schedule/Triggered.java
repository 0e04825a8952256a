package io.penstock.db.schedule;

import io.penstock.catalog.json.Violation;
import java.util.List;

/** What came of the wish to fire at once. */
public sealed interface Triggered {

    record Done(Firing firing) implements Triggered {}

    /** The same wish was fulfilled before. */
    record Repeated(Firing firing) implements Triggered {}

    /** Something is wrong with the target by now. */
    record Invalid(List<Violation> violations) implements Triggered {}

    record NotFound() implements Triggered {}
}
