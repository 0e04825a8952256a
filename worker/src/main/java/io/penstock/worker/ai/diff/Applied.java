package io.penstock.worker.ai.diff;

/** What came of a diff on a text. */
public sealed interface Applied {

    record Changed(String text) implements Applied {}

    /** @param why a sentence that a model can make use of */
    record Unfit(String why) implements Applied {}
}
