package io.penstock.db.batch;

import io.penstock.catalog.json.Violation;
import java.util.List;

/** Why an item was not taken: a code for programs, and each place with its rule. */
public record ItemError(String code, List<Violation> errors) {

    private static final int MOST = 20;

    public ItemError {
        errors = List.copyOf(errors.subList(0, Math.min(MOST, errors.size())));
    }

    static ItemError invalid(List<Violation> violations) {
        return new ItemError("invalid_item", violations);
    }

    static ItemError reused(int nr) {
        return new ItemError(
                "custom_id_reused",
                List.of(new Violation("/custom_id", "is the custom_id of item " + nr + " already")));
    }

    static ItemError changed() {
        return new ItemError(
                "item_changed",
                List.of(new Violation("", "differs from what was sent as this item before, which is kept")));
    }
}
