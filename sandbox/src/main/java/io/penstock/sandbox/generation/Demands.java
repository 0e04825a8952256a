package io.penstock.sandbox.generation;

import io.penstock.sandbox.fault.Refusal;
import io.penstock.sandbox.fault.Refusal.Reason;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a request has to keep, in the order in which a provider looks; only the first that is broken is told. */
public final class Demands {

    private @Nullable Refusal first;

    public Demands that(boolean holds, Reason reason, String otherwise) {
        return that(holds, Refusal.of(reason, otherwise));
    }

    /** Something about a field of the body. */
    public Demands that(boolean holds, String field, String otherwise) {
        return that(holds, Refusal.at(field, Reason.INVALID_REQUEST, otherwise));
    }

    public Demands that(boolean holds, Refusal otherwise) {
        if (!holds && first == null) {
            first = otherwise;
        }
        return this;
    }

    public Optional<Refusal> broken() {
        return Optional.ofNullable(first);
    }
}
