package io.penstock.sandbox.effect;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How often each kind of deed was done under one name, to each of whom it reached. */
final class Tally {

    private static final int SHOWN = 100;

    private final Map<Name, Integer> times = new HashMap<>();
    private final Set<Name> repeated = new LinkedHashSet<>();

    private record Name(
            String provider,
            String kind,
            String name,
            @Nullable String recipient) {

        Name(Deed deed, String name) {
            this(deed.provider(), deed.kind(), name, deed.recipient());
        }
    }

    /** A name under which something was done more than once. */
    record Repeated(
            String provider,
            String kind,
            String name,
            @Nullable String recipient,
            int times) {}

    void add(Deed deed, @Nullable String text) {
        if (text != null) {
            var name = new Name(deed, text);
            if (times.merge(name, 1, Integer::sum) > 1) {
                repeated.add(name);
            }
        }
    }

    void remove(Deed deed, @Nullable String text) {
        if (text != null) {
            var name = new Name(deed, text);
            var left = times.computeIfPresent(name, (of, count) -> count > 1 ? count - 1 : null);
            if (left == null || left == 1) {
                repeated.remove(name);
            }
        }
    }

    int size() {
        return times.size();
    }

    List<Repeated> repeated() {
        return repeated.stream()
                .limit(SHOWN)
                .map(of -> new Repeated(of.provider(), of.kind(), of.name(), of.recipient(), times.getOrDefault(of, 0)))
                .toList();
    }

    void clear() {
        times.clear();
        repeated.clear();
    }
}
