package io.penstock.sandbox.generation;

import io.penstock.sandbox.reply.Reply;
import java.util.ArrayList;
import java.util.List;

/** A text in the pieces in which a stream brings it. */
public final class Chunks {

    private static final int LENGTH = 20;

    private Chunks() {}

    public static List<String> of(Reply reply) {
        var chunks = new ArrayList<String>();
        var text = reply.text();
        for (int from = 0, to; from < text.length(); from = to) {
            to = Math.min(text.length(), from + LENGTH);
            if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
                to++;
            }
            chunks.add(text.substring(from, to));
        }
        return chunks;
    }
}
