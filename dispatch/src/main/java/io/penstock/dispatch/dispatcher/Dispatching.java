package io.penstock.dispatch.dispatcher;

import io.penstock.catalog.kind.Lane;
import io.penstock.dispatch.loop.Loop;

/** A process's dispatcher at work. Whoever made a job runnable nudges it. */
public final class Dispatching implements AutoCloseable {

    private final Dispatcher dispatcher;
    private final Loop loop;

    public Dispatching(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
        this.loop = Loop.start("dispatcher", dispatcher);
    }

    public void nudge(Lane lane) {
        dispatcher.nudge(lane);
        loop.nudge();
    }

    /** The dispatcher of this process looks everywhere at once, and those of the others do within a second. */
    public void nudgeAll() {
        for (var lane : Lane.values()) {
            dispatcher.nudge(lane);
        }
        loop.nudge();
    }

    @Override
    public void close() {
        loop.close();
    }
}
