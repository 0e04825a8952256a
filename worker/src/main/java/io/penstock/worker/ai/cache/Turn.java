package io.penstock.worker.ai.cache;

/** Who is to ask a question that several have. */
public sealed interface Turn {

    /** The caller is, for all of them, and must say when it is over. */
    record Mine(Asking asking) implements Turn {}

    /** Somebody has asked it, and it is over: there may be an answer now, or somebody else has to ask. */
    record Over() implements Turn {}

    /** Each for itself, as the answer is one that is not shared, or nobody knows who asks. */
    record Alone() implements Turn {}

    /** A question that is being asked. */
    interface Asking {

        /** @param shared whether others need not ask each for itself: there is an answer for them, or one of them may get one */
        void over(boolean shared);
    }
}
