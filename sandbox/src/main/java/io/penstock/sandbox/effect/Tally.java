package io.penstock.sandbox.effect;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How often each kind of deed was done under one name. */
final class Tally {

    private static final int SHOWN = 100;

    private final Map<Name, Integer> times = new LinkedHashMap<>();

    private record Name(String provider, String kind, String name) {}

    /** A name under which something was done more than once. */
    record Repeated(String provider, String kind, String name, int times) {}

    void add(Deed deed, @Nullable String name) {
        if (name != null) {
            times.merge(new Name(deed.provider(), deed.kind(), name), 1, Integer::sum);
        }
    }

    void remove(Deed deed, @Nullable String name) {
        if (name != null) {
            times.computeIfPresent(
                    new Name(deed.provider(), deed.kind(), name), (of, count) -> count > 1 ? count - 1 : null);
        }
    }

    int size() {
        return times.size();
    }

    List<Repeated> repeated() {
        return times.entrySet().stream()
                .filter(of -> of.getValue() > 1)
                .limit(SHOWN)
                .map(of -> new Repeated(
                        of.getKey().provider(), of.getKey().kind(), of.getKey().name(), of.getValue()))
                .toList();
    }

    void clear() {
        times.clear();
    }
}
