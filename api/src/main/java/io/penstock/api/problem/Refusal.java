package io.penstock.api.problem;

/** A request is refused, and the problem says why. */
public final class Refusal extends RuntimeException {

    private final Problem problem;

    public Refusal(Problem problem) {
        super(problem.code(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
