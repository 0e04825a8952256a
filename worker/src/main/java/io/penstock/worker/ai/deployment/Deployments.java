package io.penstock.worker.ai.deployment;

import io.penstock.worker.ai.AiSettings;
import io.penstock.worker.ai.AiSettings.Deployed;
import io.penstock.worker.ai.provider.Endpoint;
import io.penstock.worker.ai.provider.Provider;
import io.penstock.worker.key.KeySource;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All deployments of an installation, and the routes over them. */
public final class Deployments {

    private final Map<String, Deployment> byName = new TreeMap<>();
    private final Map<String, List<String>> routes;

    /** @param environment where the keys are */
    public Deployments(
            AiSettings settings, List<Provider> providers, Map<String, String> environment, Doors doors, Clock clock) {
        var known = providers.stream().collect(Collectors.toMap(Provider::name, Function.identity()));
        settings.deployments().forEach((name, deployed) -> {
            var circuit = new Circuit(name, settings.circuit(), doors, clock);
            byName.put(name, deployment(name, deployed, known, environment, circuit));
        });
        this.routes = settings.routes();
    }

    private static Deployment deployment(
            String name,
            Deployed deployed,
            Map<String, Provider> providers,
            Map<String, String> environment,
            Circuit circuit) {
        var provider = providers.get(deployed.providerName());
        if (provider == null) {
            throw new IllegalArgumentException("penstock.ai.deployments.%s.provider is '%s', but must be one of %s"
                    .formatted(name, deployed.providerName(), new TreeMap<>(providers).keySet()));
        }
        var url = deployed.baseUrl() == null ? provider.home() : deployed.baseUrl();
        var endpoint = new Endpoint(
                url.replaceAll("/+$", ""),
                deployed.modelName(),
                KeySource.of(
                        "penstock.ai.deployments." + name + ".key",
                        deployed.keyVariable(),
                        deployed.keyFile(),
                        deployed.mode(),
                        environment),
                deployed.timeout(),
                deployed.silence());
        return new Deployment(name, provider, endpoint, deployed.mode(), deployed.maxOutputTokens(), circuit);
    }

    public List<Deployment> all() {
        return List.copyOf(byName.values());
    }

    public boolean isEmpty() {
        return byName.isEmpty();
    }

    /**
     * The deployments to try, in their order; nothing when no route has that name. A kind without a route takes the default one, and
     * where that is missing too, every deployment in the order of the names.
     *
     * @param asked the route that the payload names
     */
    public Optional<List<Deployment>> route(String kind, @Nullable String asked) {
        if (asked != null) {
            return Optional.ofNullable(routes.get(asked)).map(this::named);
        }
        var names = routes.getOrDefault(kind, routes.get(AiSettings.DEFAULT_ROUTE));
        return Optional.of(names == null ? all() : named(names));
    }

    /** The names of the deployments of every route that jobs can take: those of the kinds, and those that payloads may name. */
    public Map<String, List<String>> routes(Collection<String> kinds) {
        var all = new TreeMap<>(routes);
        for (var kind : kinds) {
            route(kind, null)
                    .ifPresent(route ->
                            all.put(kind, route.stream().map(Deployment::name).toList()));
        }
        return all;
    }

    private List<Deployment> named(List<String> names) {
        return names.stream()
                .flatMap(name -> Stream.ofNullable(byName.get(name)))
                .toList();
    }
}
