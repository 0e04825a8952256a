package io.penstock.api.problem;

import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Violation;
import java.util.List;

/** A request is refused, and the problem says why. */
public final class Refusal extends RuntimeException {

    private final Problem problem;

    public Refusal(Problem problem) {
        super(problem.code(), null, false, false);
        this.problem = problem;
    }

    /** Says all that is wrong, when something is. */
    public static void ifAny(List<Violation> broken) {
        if (!broken.isEmpty()) {
            throw new Refusal(Problem.invalid(broken));
        }
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
