package io.penstock.worker.ai;

import io.penstock.catalog.ai.CacheUse;
import io.penstock.catalog.ai.Finish;
import io.penstock.catalog.ai.Hop;
import io.penstock.catalog.ai.Usage;
import io.penstock.catalog.kind.Mode;
import io.penstock.db.limit.Money;
import io.penstock.db.usage.Consumption;
import io.penstock.worker.ai.deployment.Deployment;
import io.penstock.worker.ai.price.Prices;
import io.penstock.worker.ai.provider.Question;
import io.penstock.worker.ai.provider.Reply;
import io.penstock.worker.ai.task.Made;
import io.penstock.worker.handler.Run;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the calls of one attempt took: time, tokens, money. */
final class Account {

    private final Prices prices;
    private final LongSupplier nanoTime;
    private final List<Hop> hops = new ArrayList<>();
    private final Map<String, Long> calls = new HashMap<>();
    private final Map<String, Usage> used = new HashMap<>();
    private final Map<String, Mode> modes = new HashMap<>();
    private final Map<String, Long> limited = new HashMap<>();
    private Usage all = Usage.NONE;
    private BigDecimal cost = BigDecimal.ZERO;
    private boolean priced = true;
    private boolean uncounted;
    private @Nullable CacheUse cache;
    private @Nullable BigDecimal saved;
    private long begun;
    private long tookMs;

    Account(Prices prices, LongSupplier nanoTime) {
        this.prices = prices;
        this.nanoTime = nanoTime;
    }

    /** A call that is stopped was one, too. */
    void begin(Deployment deployment, Run run) {
        begun = nanoTime.getAsLong();
        run.used(deployment.name() + ":requests", calls.merge(deployment.name(), 1L, Long::sum));
    }

    /** It was not called by now. What was set aside for it is not needed, unless it is called yet. */
    void spare(Deployment deployment, Run run) {
        if (!calls.containsKey(deployment.name())) {
            run.used(deployment.name() + ":requests", 0);
            tell(deployment.name(), Usage.NONE, 0, run);
        }
    }

    /** None of these is called any more; if none was, no money is needed either. */
    void spare(List<Deployment> route, Run run) {
        route.forEach(one -> spare(one, run));
        if (calls.isEmpty()) {
            run.cost(BigDecimal.ZERO);
        }
    }

    /** Says at once what the call took: an attempt that is stopped afterwards is settled with it. */
    void called(Deployment deployment, Question question, Reply reply, Run run) {
        long ms = (nanoTime.getAsLong() - begun) / 1_000_000;
        tookMs += ms;
        hop(new Hop(deployment.name(), "answered", ms, reply.usage().total()), run);
        all = all.plus(reply.usage());
        if (reply.sandbox()) {
            modes.put(deployment.name(), Mode.SANDBOX);
        }
        if (!reply.isUncounted()) {
            counted(deployment, question, reply.usage(), run);
        }
        var price = price(deployment, reply);
        priced &= price.isPresent();
        cost = cost.add(price.orElse(BigDecimal.ZERO));
        uncounted |= price.isEmpty() && reply.isUncounted();
        if (!uncounted) {
            run.cost(cost);
        }
        run.consumed(Consumption.call(
                deployment.provider().name(),
                deployment.endpoint().model(),
                mode(deployment),
                reply.usage(),
                price.orElse(null)));
    }

    /** An earlier answer is given again: nobody is called, and what was set aside for the route is not needed. */
    void givenAgain(Deployment deployment, @Nullable Long millionths, List<Deployment> route, Run run) {
        cache = CacheUse.HIT;
        saved = millionths == null ? null : Money.of(millionths);
        hop(new Hop(deployment.name(), "cached", 0, 0), run);
        spare(route, run);
        run.consumed(Consumption.hit(
                deployment.provider().name(), deployment.endpoint().model(), deployment.mode(), saved));
    }

    /** One would have done, but there is none. */
    void notGivenAgain(Deployment first, Run run) {
        cache = CacheUse.MISS;
        run.consumed(Consumption.miss(first.provider().name(), first.endpoint().model(), first.mode()));
    }

    /** What all calls so far have cost, in millionths; nothing when it is not known. */
    @Nullable
    Long millionths() {
        return priced ? Money.millionths(cost) : null;
    }

    /** What it is set up as, unless it says itself that it is a sandbox. */
    Mode mode(Deployment deployment) {
        return modes.getOrDefault(deployment.name(), deployment.mode());
    }

    private static void tell(String name, Usage usage, long tokens, Run run) {
        run.used(name + ":input_tokens", usage.inputTokens());
        run.used(name + ":output_tokens", usage.outputTokens());
        run.used(name + ":tokens", tokens);
    }

    /** Where nobody has counted, what was set aside is the best that is known. */
    private void counted(Deployment deployment, Question question, Usage usage, Run run) {
        var name = deployment.name();
        tell(
                name,
                used.merge(name, usage, Usage::plus),
                limited.merge(name, limited(deployment, question, usage), Long::sum),
                run);
    }

    /** What a call took of the provider's limit of tokens. What the provider has counted at its most does not come back with a short answer. */
    private static long limited(Deployment deployment, Question question, Usage usage) {
        return deployment.provider().countsMostOutput() && usage.total() > 0
                ? usage.inputTokens() + question.maxOutputTokens()
                : usage.total();
    }

    private Optional<BigDecimal> price(Deployment deployment, Reply reply) {
        if (mode(deployment) != Mode.LIVE) {
            return Optional.of(BigDecimal.ZERO);
        }
        if (reply.usage().total() == 0) {
            return reply.isUncounted() ? Optional.empty() : Optional.of(BigDecimal.ZERO);
        }
        return prices.of(deployment.provider().name(), deployment.endpoint().model(), reply.usage());
    }

    void leftOut(Deployment deployment, String why, Run run) {
        spare(deployment, run);
        hop(new Hop(deployment.name(), why, 0, 0), run);
    }

    /** What came of the last call, if it was not that it answered. */
    void outcome(Deployment deployment, String outcome, Run run) {
        var last = hops.removeLast();
        hop(new Hop(deployment.name(), outcome, last.ms(), last.tokens()), run);
    }

    private void hop(Hop hop, Run run) {
        hops.add(hop);
        run.hops(hops);
    }

    /** In words for people. */
    String tried() {
        return hops.stream()
                .map(hop -> hop.deployment() + " " + hop.outcome() + " in " + hop.ms() + " ms")
                .collect(Collectors.joining(", ", "Tried: ", "."));
    }

    Made made(Deployment deployment, Finish finish) {
        return new Made(
                all,
                priced ? cost : null,
                deployment.provider().name(),
                deployment.endpoint().model(),
                tookMs,
                mode(deployment),
                finish,
                List.copyOf(hops),
                cache,
                saved);
    }
}
