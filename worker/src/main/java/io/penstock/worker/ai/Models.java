package io.penstock.worker.ai;

import io.penstock.catalog.ai.AiPayload;
import io.penstock.worker.ai.deployment.Deployments;
import io.penstock.worker.ai.price.Prices;
import io.penstock.worker.ai.provider.Calls;
import io.penstock.worker.ai.provider.Provider;
import io.penstock.worker.ai.task.Task;
import io.penstock.worker.handler.Answer;
import io.penstock.worker.handler.Run;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** The models that an installation may ask. */
public final class Models {

    private final Deployments deployments;
    private final Prices prices;
    private final Calls calls;

    /** @param environment where the keys are */
    public Models(AiSettings settings, List<Provider> providers, Map<String, String> environment, Clock clock) {
        this.deployments = new Deployments(settings, providers, environment, clock);
        this.prices = Prices.load(settings.prices(), clock);
        this.calls = new Calls(settings.connectTimeout(), clock);
    }

    <P extends AiPayload, R> Answer<R> ask(Task<P, R> task, P payload, Run run) throws InterruptedException {
        if (deployments.isEmpty()) {
            return Answer.permanent(
                    "provider_not_configured",
                    "No model is set up to be asked: set penstock.ai.deployments.NAME.provider and .model on the workers.");
        }
        var route = deployments.route(task.kind().name(), payload.route());
        if (route.isEmpty()) {
            return Answer.permanent("unknown_route", "There is no route " + payload.route() + ".");
        }
        return new Chain<>(calls, Asked.of(task, payload), run, new Account(prices, System::nanoTime))
                .over(route.get());
    }
}
