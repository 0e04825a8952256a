package io.penstock.db.limit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which limits there are, and which of them jobs need without naming them, as of a version of the limits. */
public final class Needs {

    static final Needs NONE = new Needs(-1, List.of());

    private final long version;
    private final Set<String> names;
    private final Map<String, List<Scope>> ofKind = new ConcurrentHashMap<>();
    private final Map<Integer, List<Scope>> ofTenant = new ConcurrentHashMap<>();

    /** A limit that jobs of this kind, this tenant, or both need, or only those that name it. */
    record Scope(
            String name, @Nullable String kind, @Nullable Integer tenant) {}

    Needs(long version, List<Scope> scopes) {
        this.version = version;
        this.names = scopes.stream().map(Scope::name).collect(Collectors.toSet());
        for (var scope : scopes) {
            if (scope.tenant != null) {
                ofTenant.computeIfAbsent(scope.tenant, t -> new ArrayList<>()).add(scope);
            } else if (scope.kind != null) {
                ofKind.computeIfAbsent(scope.kind, k -> new ArrayList<>()).add(scope);
            }
        }
    }

    public boolean isOf(long otherVersion) {
        return version == otherVersion;
    }

    /** A pause is nothing that a job could name. */
    boolean knows(String name) {
        return names.contains(name) && !name.startsWith(Limit.OF_A_PAUSE);
    }

    /** The names of what a job needs that has these limits already, in order. */
    public List<String> with(List<String> limits, String kind, int tenant) {
        var byKind = ofKind.getOrDefault(kind, List.of());
        var byTenant = ofTenant.getOrDefault(tenant, List.of());
        if (byKind.isEmpty() && byTenant.isEmpty()) {
            return limits;
        }
        var all = new TreeSet<>(limits);
        byKind.forEach(scope -> all.add(scope.name));
        byTenant.stream()
                .filter(scope -> scope.kind == null || scope.kind.equals(kind))
                .forEach(scope -> all.add(scope.name));
        return List.copyOf(all);
    }
}
