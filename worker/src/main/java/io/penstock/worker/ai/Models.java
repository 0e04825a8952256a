package io.penstock.worker.ai;

import io.penstock.catalog.ai.AiPayload;
import io.penstock.catalog.kind.Mode;
import io.penstock.db.limit.TokenPrice;
import io.penstock.worker.ai.cache.Sharing;
import io.penstock.worker.ai.deployment.Deployment;
import io.penstock.worker.ai.deployment.Deployments;
import io.penstock.worker.ai.deployment.Doors;
import io.penstock.worker.ai.price.Prices;
import io.penstock.worker.ai.provider.Anthropic;
import io.penstock.worker.ai.provider.Calls;
import io.penstock.worker.ai.provider.Gemini;
import io.penstock.worker.ai.provider.OpenAi;
import io.penstock.worker.ai.provider.Provider;
import io.penstock.worker.ai.task.Task;
import io.penstock.worker.handler.Answer;
import io.penstock.worker.handler.Run;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The models that an installation may ask. */
public final class Models {

    /** Those that come along. */
    public static final List<Provider> PROVIDERS =
            List.of(OpenAi.itself(), OpenAi.compatible(), new Anthropic(), new Gemini());

    private final Doors doors;
    private final Deployments deployments;
    private final Prices prices;
    private final Calls calls;

    /** @param environment where the keys are */
    public Models(
            AiSettings settings, List<Provider> providers, Map<String, String> environment, Doors doors, Clock clock) {
        this.doors = doors;
        this.deployments = new Deployments(settings, providers, environment, doors, clock);
        this.prices = Prices.load(settings.prices(), clock);
        this.calls = new Calls(settings.connectTimeout(), clock);
    }

    /** The names of the deployments of every route that jobs of these kinds can take. */
    Map<String, List<String>> routes(List<String> kinds) {
        return deployments.routes(kinds);
    }

    /** What answers count of the tokens of a deployment, by its name, where they do not count what they have. */
    Map<String, Long> outputs() {
        return deployments.all().stream()
                .filter(one -> one.provider().countsMostOutput())
                .collect(Collectors.toMap(Deployment::name, one -> (long) one.maxOutputTokens()));
    }

    /** What the deployments cost today, as far as that is known. Only live ones cost anything. */
    List<TokenPrice> prices() {
        return deployments.all().stream()
                .filter(one -> one.mode() == Mode.LIVE)
                .flatMap(one -> prices
                        .steps(one.name(), one.provider().name(), one.endpoint().model())
                        .stream())
                .toList();
    }

    /** @param ill what is wrong with it, and what to do */
    public record Greeted(String deployment, Optional<String> ill) {}

    /** Asks every deployment for what costs nothing. */
    public List<Greeted> greet() throws InterruptedException {
        var greeted = new ArrayList<Greeted>();
        for (var deployment : deployments.all()) {
            var failed = calls.greet(deployment.provider(), deployment.endpoint());
            greeted.add(new Greeted(
                    deployment.name(), failed.map(f -> f.message() + " " + deployment.advice(f.trouble()))));
        }
        return greeted;
    }

    <P extends AiPayload, R> Answer<R> ask(Task<P, R> task, P payload, Run run, Sharing sharing)
            throws InterruptedException {
        if (deployments.isEmpty()) {
            run.cost(BigDecimal.ZERO);
            return Answer.permanent(
                    "provider_not_configured",
                    "No model is set up to be asked: set penstock.ai.deployments.NAME.provider and .model on the workers.");
        }
        var route = deployments.route(task.kind().name(), payload.route());
        if (route.isEmpty()) {
            run.cost(BigDecimal.ZERO);
            return Answer.permanent("unknown_route", "There is no route " + payload.route() + ".");
        }
        var asked = Asked.of(task, payload);
        var account = new Account(prices, System::nanoTime);
        var chain = new Chain<>(calls, doors, asked, run, account);
        return payload.cache()
                ? new Cached<>(sharing, asked, run, account, chain).over(route.get())
                : chain.over(route.get());
    }
}
