package io.penstock.sandbox.smtp;

import java.util.LinkedHashSet;
import java.util.Set;

/** Who was sent away, to be let in when he comes again. */
final class Greylist {

    private static final int MOST = 10_000;

    private final Set<Pair> waiting = new LinkedHashSet<>();

    private record Pair(String from, String to) {}

    /** Every second time. */
    synchronized boolean letsIn(String from, String to) {
        var pair = new Pair(from, to);
        if (waiting.remove(pair)) {
            return true;
        }
        waiting.add(pair);
        if (waiting.size() > MOST) {
            waiting.remove(waiting.iterator().next());
        }
        return false;
    }
}
