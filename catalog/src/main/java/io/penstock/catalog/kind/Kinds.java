package io.penstock.catalog.kind;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A set of kinds, by name. */
public final class Kinds {

    private final Map<String, Kind<?, ?>> byName = new TreeMap<>();

    public Kinds(Kind<?, ?>... kinds) {
        this(List.of(kinds));
    }

    public Kinds(Collection<Kind<?, ?>> kinds) {
        for (var kind : kinds) {
            if (byName.put(kind.name(), kind) != null) {
                throw new IllegalArgumentException("Two kinds are named " + kind.name());
            }
        }
    }

    public Optional<Kind<?, ?>> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    public Collection<Kind<?, ?>> list() {
        return byName.values();
    }
}
