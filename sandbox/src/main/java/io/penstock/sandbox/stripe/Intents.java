package io.penstock.sandbox.stripe;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** All intents, and the ways to find them, their charges and their refunds. None of them looks at all. */
final class Intents {

    private static final String ALL = "";

    private final AtomicLong last = new AtomicLong();
    private final ConcurrentMap<String, Intent> byId = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Intent> byCharge = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, RefundOf> byRefund = new ConcurrentHashMap<>();
    private final Index<Intent> index = new Index<>();
    private final Index<RefundOf> refunds = new Index<>();

    /** A refund, with whose it is. */
    record RefundOf(Intent intent, String id, long number) {}

    long number() {
        return last.incrementAndGet();
    }

    void add(Intent intent, Order order) {
        byId.put(intent.id(), intent);
        index.add(terms(order), intent.number(), intent);
    }

    void moved(Intent intent, Order from, Order to) {
        index.move(terms(from), terms(to), intent.number(), intent);
    }

    void charged(Intent intent, String charge) {
        byCharge.put(charge, intent);
    }

    void refunded(Intent intent, String refund) {
        var entry = new RefundOf(intent, refund, number());
        byRefund.put(refund, entry);
        refunds.add(List.of(ALL, intent.id()), entry.number(), entry);
    }

    private static Set<String> terms(Order order) {
        var terms = new HashSet<String>();
        terms.add(ALL);
        var customer = order.texts().get("customer");
        if (customer != null) {
            terms.add(customerTerm(customer));
        }
        order.metadata().forEach((key, value) -> terms.add(metadataTerm(key, value)));
        return terms;
    }

    private static String customerTerm(String customer) {
        return "customer " + customer;
    }

    private static String metadataTerm(String key, String value) {
        return "metadata " + key.length() + " " + key + value;
    }

    Optional<Intent> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    Optional<Intent> ofCharge(String charge) {
        return Optional.ofNullable(byCharge.get(charge));
    }

    Optional<RefundOf> refund(String id) {
        return Optional.ofNullable(byRefund.get(id));
    }

    /** @param customer empty for those of all */
    Stream<Intent> before(long number, String customer) {
        return index.before(customer.isEmpty() ? ALL : customerTerm(customer), number);
    }

    /** Those with all of the metadata; looked for by the job, if that is among it. */
    Stream<Intent> before(long number, Map<String, String> metadata) {
        var key = metadata.containsKey(Order.JOB)
                ? Order.JOB
                : metadata.keySet().iterator().next();
        return index.before(metadataTerm(key, metadata.getOrDefault(key, "")), number)
                .filter(intent -> intent.has(metadata));
    }

    /** @param intent empty for those of all */
    Stream<RefundOf> refundsBefore(long number, String intent) {
        return refunds.before(intent.isEmpty() ? ALL : intent, number);
    }
}
