package io.penstock.sandbox.stripe;

import java.util.Collection;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/** Objects by words about them, the newest first. */
final class Index<T> {

    private final ConcurrentMap<String, NavigableMap<Long, T>> byTerm = new ConcurrentHashMap<>();

    void add(Collection<String> terms, long number, T object) {
        terms.forEach(term ->
                byTerm.computeIfAbsent(term, t -> new ConcurrentSkipListMap<>()).put(number, object));
    }

    void move(Set<String> from, Set<String> to, long number, T object) {
        from.stream()
                .filter(term -> !to.contains(term))
                .forEach(term ->
                        byTerm.getOrDefault(term, new ConcurrentSkipListMap<>()).remove(number));
        add(to, number, object);
    }

    /** @param number only those that are older than this one */
    Stream<T> before(String term, long number) {
        return byTerm
                .getOrDefault(term, new ConcurrentSkipListMap<>())
                .headMap(number, false)
                .descendingMap()
                .values()
                .stream();
    }
}
