package io.penstock.standalone.doctor;

import io.penstock.worker.ai.AiSettings;
import io.penstock.worker.ai.Models;
import io.penstock.worker.ai.deployment.Doors;
import io.penstock.worker.ai.price.Prices;
import io.penstock.worker.ai.provider.Provider;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;

/** Each deployment by itself, so that one that is set up wrongly hides no other. */
final class ModelChecks {

    private static final String ALL = "Models";
    private static final ConfigurationPropertyName AI = ConfigurationPropertyName.of("penstock.ai");
    private static final ConfigurationPropertyName DEPLOYMENTS = AI.append("deployments");
    private static final ConfigurationPropertyName ROUTES = AI.append("routes");

    private final ConfigurableEnvironment settings;
    private final Map<String, String> environment;

    /** @param environment where keys are */
    ModelChecks(ConfigurableEnvironment settings, Map<String, String> environment) {
        this.settings = settings;
        this.environment = environment;
    }

    List<Check> examine() throws InterruptedException {
        var shared = wrong(setting -> !ROUTES.isAncestorOf(setting) && !DEPLOYMENTS.isAncestorOf(setting));
        if (shared.isPresent()) {
            return List.of(shared.get());
        }
        var checks = new ArrayList<Check>();
        for (var name : deployments()) {
            checks.add(deployment(name));
        }
        if (checks.stream().allMatch(Check::well)) {
            wrong(setting -> true).ifPresent(checks::add);
        }
        return checks.isEmpty()
                ? List.of(Check.well(ALL, "none is set up; docs/ai.md says how, if you want AI jobs"))
                : checks;
    }

    /** What these settings have wrong by themselves, without a look at what they lead to. */
    private Optional<Check> wrong(Predicate<ConfigurationPropertyName> some) {
        try {
            Prices.load(bound(some).prices(), Clock.systemUTC());
            return Optional.empty();
        } catch (BindException e) {
            return Optional.of(Check.ill(ALL, Reason.of(e)));
        } catch (IllegalArgumentException e) {
            return Optional.of(Check.ill(ALL, String.valueOf(e.getMessage())));
        }
    }

    private Check deployment(String name) throws InterruptedException {
        var what = "Model " + name;
        try {
            // Routes name the others, too.
            var ai = bound(setting -> !ROUTES.isAncestorOf(setting) && !isOfAnother(setting, name));
            var provider = ai.deployments().values().iterator().next().providerName();
            return Models.PROVIDERS.stream().map(Provider::name).anyMatch(provider::equals)
                    ? greeted(what, ai)
                    : unknown(what, name, provider);
        } catch (BindException e) {
            return Check.ill(what, Reason.of(e));
        } catch (IllegalArgumentException e) {
            return Check.ill(what, String.valueOf(e.getMessage()));
        }
    }

    private Check greeted(String what, AiSettings ai) throws InterruptedException {
        var clock = Clock.systemUTC();
        var models = new Models(ai, Models.PROVIDERS, environment, Doors.ofOneself(clock), clock);
        return models.greet()
                .getFirst()
                .ill()
                .map(why -> Check.ill(what, why))
                .orElseGet(() -> Check.well(what, "answers"));
    }

    private static Check unknown(String what, String name, String provider) {
        var known = Models.PROVIDERS.stream().map(Provider::name).sorted().toList();
        return Check.well(
                what,
                "not asked: '%s' is none of %s, so it must be a provider of your own, which only workers know; if you have none, correct %s.%s.provider"
                        .formatted(provider, known, DEPLOYMENTS, name));
    }

    private Set<String> deployments() {
        var names = new TreeSet<String>();
        for (var source : ConfigurationPropertySources.get(settings)) {
            if (source instanceof IterableConfigurationPropertySource known) {
                known.stream()
                        .filter(DEPLOYMENTS::isAncestorOf)
                        .map(ModelChecks::name)
                        .forEach(names::add);
            }
        }
        return names;
    }

    private static boolean isOfAnother(ConfigurationPropertyName setting, String name) {
        return DEPLOYMENTS.isAncestorOf(setting) && !name(setting).equals(name);
    }

    private static String name(ConfigurationPropertyName setting) {
        return setting.getElement(DEPLOYMENTS.getNumberOfElements(), Form.ORIGINAL);
    }

    private AiSettings bound(Predicate<ConfigurationPropertyName> some) {
        var sources = StreamSupport.stream(
                        ConfigurationPropertySources.get(settings).spliterator(), false)
                .map(source -> source.filter(some))
                .toList();
        return new Binder(sources, new PropertySourcesPlaceholdersResolver(settings))
                .bindOrCreate(AI.toString(), AiSettings.class);
    }
}
