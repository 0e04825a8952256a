package io.penstock.worker.ai.provider;

import io.penstock.worker.key.Key;
import java.util.regex.Pattern;

/** What of a provider's message can be shown: not the key, nothing that looks like one, and nothing of what was asked. */
final class Excerpt {

    private static final int LONGEST = 300;

    /** So many characters in common with the question are no accident. */
    private static final int QUOTED = 16;

    private static final Pattern KEY_LIKE =
            Pattern.compile("(?i)(bearer\\s+\\S+|\\b(sk|pk|key|AIza|xai|gsk)[-_]?[A-Za-z0-9*_-]{8,})");

    private Excerpt() {}

    static String of(String message, Key key, Question question) {
        var shown = key.strippedFrom(message).replaceAll("\\s+", " ").strip();
        // First, as half a key looks like nothing.
        shown = KEY_LIKE.matcher(shown).replaceAll("[key]");
        shown = shown.length() > LONGEST ? shown.substring(0, LONGEST) + "…" : shown;
        return withoutQuotes(shown, question);
    }

    private static String withoutQuotes(String message, Question question) {
        var shown = new StringBuilder();
        int from = 0;
        while (from < message.length()) {
            int to = endOfQuote(message, from, question);
            if (to > from) {
                shown.append("[…]");
                from = to;
            } else {
                shown.append(message.charAt(from++));
            }
        }
        return shown.toString();
    }

    /** Where what begins there, and was asked in the same words, ends. */
    private static int endOfQuote(String message, int from, Question question) {
        int to = from + QUOTED;
        if (to > message.length() || !question.says(message.substring(from, to))) {
            return from;
        }
        while (to < message.length() && question.says(message.substring(from, to + 1))) {
            to++;
        }
        return to;
    }
}
