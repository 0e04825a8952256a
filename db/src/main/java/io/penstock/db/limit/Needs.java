package io.penstock.db.limit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which limits there are, and which of them jobs need without naming them, as of a version of the limits. */
public final class Needs {

    static final Needs NONE = new Needs(-1, List.of(), Map.of(), List.of());

    private final long version;
    private final Set<String> names;
    private final Map<String, List<Scope>> ofKind = new ConcurrentHashMap<>();
    private final Map<Integer, List<Scope>> ofTenant = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> ofDeployment = new HashMap<>();
    private final Set<String> ofDeployments = new HashSet<>();
    private final Map<String, List<String>> routes;
    private final Map<String, List<TokenPrice>> prices;

    /** A limit that jobs of this kind, this tenant, or both need, or those that go to this deployment, or only those that name it. */
    record Scope(
            String name,
            @Nullable String kind,
            @Nullable Integer tenant,
            @Nullable String deployment) {}

    /**
     * @param routes the deployments of each, in their order
     * @param prices those of a deployment in the order of what they are above
     */
    Needs(long version, List<Scope> scopes, Map<String, List<String>> routes, List<TokenPrice> prices) {
        this.version = version;
        this.routes = Map.copyOf(routes);
        this.prices = prices.stream().collect(Collectors.groupingBy(TokenPrice::deployment));
        this.names = scopes.stream().map(Scope::name).collect(Collectors.toSet());
        for (var scope : scopes) {
            if (scope.deployment != null) {
                ofDeployment
                        .computeIfAbsent(scope.deployment, d -> new TreeSet<>())
                        .add(scope.name);
                ofDeployments.add(scope.name);
            } else if (scope.tenant != null) {
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

    /** Whether a job may name this route. As long as no worker has told of any, nobody can say that it may not. */
    boolean mayTake(String route) {
        return routes.isEmpty() || routes.containsKey(route);
    }

    /** What a job names that takes this route; nothing when there is no such route. */
    public Optional<String> route(String route) {
        return routes.containsKey(route) ? Optional.of(Limit.OF_A_ROUTE + route) : Optional.empty();
    }

    /**
     * What a job may cost, in millionths, that takes about so many tokens: at the dearest deployment of its route, so that it is enough
     * whichever answers. Nothing when no price is known.
     *
     * @param route that it names; the kind's unless given
     */
    public OptionalLong cost(String kind, @Nullable String route, Map<String, Long> tokens) {
        return routes.getOrDefault(route == null ? kind : route, List.of()).stream()
                .flatMap(deployment -> prices.getOrDefault(deployment, List.of()).stream()
                        .filter(price -> price.isFor(tokens))
                        .reduce((lower, higher) -> higher)
                        .stream())
                .mapToLong(price -> price.of(tokens))
                .max();
    }

    /** The names of what a job needs that has these already, in order. */
    public List<String> with(List<String> limits, String kind, int tenant) {
        return with(limits, kind, tenant, Map.of());
    }

    /** @param closed the deployments that are left alone now, and until when */
    public List<String> with(List<String> limits, String kind, int tenant, Map<String, Instant> closed) {
        var byKind = ofKind.getOrDefault(kind, List.of());
        var byTenant = ofTenant.getOrDefault(tenant, List.of());
        var route = routeOf(limits).isEmpty() ? route(kind) : Optional.<String>empty();
        if (byKind.isEmpty() && byTenant.isEmpty() && route.isEmpty()) {
            return routed(limits, closed);
        }
        var all = new TreeSet<>(limits);
        byKind.forEach(scope -> all.add(scope.name));
        byTenant.stream()
                .filter(scope -> scope.kind == null || scope.kind.equals(kind))
                .forEach(scope -> all.add(scope.name));
        route.ifPresent(all::add);
        return routed(List.copyOf(all), closed);
    }

    /** The same names, but of the deployments' limits those of the one to which the route leads now: the first that is not closed. */
    public List<String> routed(List<String> limits, Map<String, Instant> closed) {
        var route = routeOf(limits);
        if (route.isEmpty() && limits.stream().noneMatch(this::isOfADeployment)) {
            return limits;
        }
        var all = limits.stream().filter(name -> !isOfADeployment(name)).collect(Collectors.toCollection(TreeSet::new));
        route.flatMap(name -> open(deployments(name), closed))
                .ifPresent(deployment -> all.addAll(ofDeployment.getOrDefault(deployment, Set.of())));
        return List.copyOf(all);
    }

    /** The limits of all the deployments to which jobs that need these may go. */
    public Set<String> onTheRoute(List<String> limits) {
        return routeOf(limits).stream()
                .flatMap(route -> deployments(route).stream())
                .flatMap(deployment -> ofDeployment.getOrDefault(deployment, Set.of()).stream())
                .collect(Collectors.toSet());
    }

    /** Where all are closed, the one that opens first. */
    private static Optional<String> open(List<String> deployments, Map<String, Instant> closed) {
        return deployments.stream()
                .filter(deployment -> !closed.containsKey(deployment))
                .findFirst()
                .or(() -> deployments.stream()
                        .min(Comparator.comparing(deployment -> closed.getOrDefault(deployment, Instant.MAX))));
    }

    private boolean isOfADeployment(String name) {
        return ofDeployments.contains(name);
    }

    private static Optional<String> routeOf(List<String> limits) {
        return limits.stream().filter(name -> name.startsWith(Limit.OF_A_ROUTE)).findFirst();
    }

    private List<String> deployments(String route) {
        return routes.getOrDefault(route.substring(Limit.OF_A_ROUTE.length()), List.of());
    }
}
