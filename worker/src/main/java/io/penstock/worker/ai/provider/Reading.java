package io.penstock.worker.ai.provider;

import java.util.function.Consumer;

/** Reads the events of one streamed answer. */
public interface Reading {

    /** @param text takes each piece of the answer as it comes */
    void event(String data, Consumer<String> text);

    /** Whether nothing more is to come. */
    boolean isOver();

    /** What all of it says, when no more events come. */
    Told end();
}
