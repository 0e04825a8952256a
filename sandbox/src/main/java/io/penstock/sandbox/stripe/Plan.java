package io.penstock.sandbox.stripe;

import java.util.function.Supplier;

/** What a request turned out to be, before anything is done. */
sealed interface Plan {

    record Does(Work work) implements Plan {}

    record Refuses(StripeError error) implements Plan {}

    /** If nothing is wrong with the parameters. */
    static Plan of(Params params, Work work) {
        return params.problem().<Plan>map(Refuses::new).orElseGet(() -> new Does(work));
    }

    static Plan telling(Params params, Supplier<Outcome> outcome) {
        return of(params, origin -> outcome.get());
    }

    /** What is done. */
    @FunctionalInterface
    interface Work {

        Outcome by(Origin origin);
    }
}
