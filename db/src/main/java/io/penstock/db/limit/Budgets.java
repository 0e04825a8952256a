package io.penstock.db.limit;

import io.penstock.db.limit.Limits.NewLimit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The limits on money. They share their names with the others, and jobs wait for them as for any. */
public final class Budgets {

    private final Limits limits;

    public Budgets(Limits limits) {
        this.limits = limits;
    }

    /** False when there is a limit of this name. */
    public boolean create(String name, Quota.Budget budget, @Nullable String kind, @Nullable Integer tenant) {
        return limits.create(new NewLimit(name, budget, kind, tenant));
    }

    /** What was spent stays spent. False when there is none of this name; so with deletion. */
    public boolean change(String name, Quota.Budget budget) {
        return limits.change(name, budget);
    }

    public boolean delete(String name) {
        return limits.delete(name, true);
    }

    public Optional<Limit> find(String name) {
        return limits.find(name, true);
    }

    /** In the order of their names, strictly after the given one. */
    public List<Limit> page(@Nullable String after, int size) {
        return limits.page(after, size, true);
    }
}
