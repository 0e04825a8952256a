package io.penstock.api.problem;

import io.penstock.catalog.json.Read;

/** A request is refused, and the problem says why. */
public final class Refusal extends RuntimeException {

    private final Problem problem;

    public Refusal(Problem problem) {
        super(problem.code(), null, false, false);
        this.problem = problem;
    }

    /** What was read, unless something is wrong with it. */
    public static <T> T unlessValid(Read<T> read) {
        return switch (read) {
            case Read.Valid<T> valid -> valid.value();
            case Read.Invalid<T> invalid -> throw new Refusal(Problem.invalid(invalid.violations()));
        };
    }

    public Problem problem() {
        return problem;
    }
}
