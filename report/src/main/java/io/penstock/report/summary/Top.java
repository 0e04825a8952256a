package io.penstock.report.summary;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The first few of many, in an order. */
final class Top<T> {

    private final int most;
    private final Comparator<T> order;
    private final PriorityQueue<T> kept;

    Top(int most, Comparator<T> order) {
        this.most = most;
        this.order = order;
        this.kept = new PriorityQueue<>(order.reversed());
    }

    void add(T one) {
        kept.add(one);
        if (kept.size() > most) {
            kept.remove();
        }
    }

    List<T> list() {
        return kept.stream().sorted(order).toList();
    }
}
