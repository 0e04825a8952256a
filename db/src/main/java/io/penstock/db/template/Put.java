package io.penstock.db.template;

/** What became of a template that was put. */
public sealed interface Put {

    StoredTemplate stored();

    /** It is the newest version now. */
    record Created(StoredTemplate stored) implements Put {}

    /** The newest version says the same. */
    record Unchanged(StoredTemplate stored) implements Put {}
}
