package io.penstock.sandbox.limit;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The terms of all models, and what each key has used of them. */
public final class Limits {

    private record Model(
            @Nullable String provider, @Nullable String name) {}

    private record Account(String provider, String model, String key) {}

    private final InstantSource clock;
    private final Map<Model, Terms> terms = new ConcurrentHashMap<>();
    private final Map<Account, Map<Resource, Bucket>> accounts = new ConcurrentHashMap<>();

    public Limits(InstantSource clock) {
        this.clock = clock;
    }

    /** The terms of a model; without a model, of all of a provider that have none of their own; without a provider, of all others. */
    public void set(@Nullable String provider, @Nullable String model, Terms these) {
        terms.put(new Model(provider, model), these);
    }

    public Terms of(@Nullable String provider, @Nullable String model) {
        var own = terms.get(new Model(provider, model));
        var ofAll = own != null ? own : terms.get(new Model(provider, null));
        return ofAll != null ? ofAll : terms.getOrDefault(new Model(null, null), Terms.OPEN);
    }

    /** Everything as at the start: no limits, and nothing used. */
    public void clear() {
        terms.clear();
        accounts.clear();
    }

    /**
     * Takes all of it or nothing.
     *
     * @param key who pays
     */
    public Grant take(String provider, String model, String key, Map<Resource, Long> amounts) {
        var terms = of(provider, model);
        var buckets =
                accounts.computeIfAbsent(new Account(provider, model, key), account -> new EnumMap<>(Resource.class));
        synchronized (buckets) {
            return take(buckets, terms, amounts);
        }
    }

    /** How a key stands. */
    public Map<Resource, Balance> look(String provider, String model, String key, Set<Resource> resources) {
        var nothing = resources.stream().collect(Collectors.toMap(resource -> resource, resource -> 0L));
        return take(provider, model, key, nothing).balances();
    }

    private Grant take(Map<Resource, Bucket> buckets, Terms terms, Map<Resource, Long> amounts) {
        var now = clock.instant();
        var exceeded = new EnumMap<Resource, Duration>(Resource.class);
        amounts.forEach((resource, amount) -> {
            var bucket = buckets.computeIfAbsent(resource, first -> new Bucket(now));
            bucket.fill(terms.limit(resource), now);
            exceeded.put(resource, bucket.delay(amount, terms.limit(resource)));
        });
        var longest = Collections.max(exceeded.entrySet(), Map.Entry.comparingByValue());
        if (!longest.getValue().isZero()) {
            return new Grant.Exceeded(longest.getKey(), longest.getValue(), balances(buckets, terms));
        }
        amounts.forEach((resource, amount) -> held(buckets, resource).take(amount));
        return new Grant.Granted(balances(buckets, terms));
    }

    private static Bucket held(Map<Resource, Bucket> buckets, Resource resource) {
        return Objects.requireNonNull(buckets.get(resource));
    }

    private static Map<Resource, Balance> balances(Map<Resource, Bucket> buckets, Terms terms) {
        var balances = new EnumMap<Resource, Balance>(Resource.class);
        buckets.forEach((resource, bucket) -> balances.put(resource, bucket.balance(terms.limit(resource))));
        return balances;
    }
}
