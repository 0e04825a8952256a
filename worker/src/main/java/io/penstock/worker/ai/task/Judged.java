package io.penstock.worker.ai.task;

import java.util.List;
import java.util.function.Function;

/** What an answer is worth. */
public sealed interface Judged<R> {

    /** @param result what it is once it is known how it came about */
    record Good<R>(Function<Made, R> result) implements Judged<R> {}

    /**
     * @param objections in words for the model; they may quote what it wrote
     * @param fault the same in words for everybody
     */
    record Bad<R>(List<String> objections, String fault) implements Judged<R> {
        public Bad {
            objections = List.copyOf(objections);
        }
    }
}
