package io.penstock.sandbox.reply;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Beginnings of texts that a model has seen before. From 1,024 tokens on, as providers do it, in steps of 128. */
public final class PromptCache {

    private static final int SHORTEST = 1024 * Tokens.LENGTH;
    private static final int STEP = 128 * Tokens.LENGTH;
    private static final int MOST = 20_000;

    private final Set<Long> seen = Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
            return size() > MOST;
        }
    });

    /** How many tokens of the text were seen before; from now on all of it was. */
    synchronized int begins(String owner, String text) {
        var known = 0;
        long hash = owner.hashCode();
        for (int i = 0, end = SHORTEST; i < text.length() && end <= text.length(); end += STEP) {
            for (; i < end; i++) {
                hash = hash * 1_000_003 + text.charAt(i);
            }
            if (!seen.add(hash)) {
                known = end / Tokens.LENGTH;
            }
        }
        return known;
    }

    /** Whether exactly this was seen before; from now on it was. */
    synchronized boolean knows(String owner, String text) {
        var hash = owner.hashCode() * 1_000_003L;
        for (int i = 0; i < text.length(); i++) {
            hash = hash * 1_000_003 + text.charAt(i);
        }
        return !seen.add(hash);
    }

    static boolean isWorthIt(String text) {
        return text.length() >= SHORTEST;
    }
}
