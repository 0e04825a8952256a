package io.penstock.analyzer.secret;

import java.util.HashMap;

/** How much chance there is in a text, after Shannon. */
final class Entropy {

    private Entropy() {}

    /** In bits a letter: 0 for one that is repeated, 4 for hexadecimal digits at random, close to 6 for base64. */
    static double of(String text) {
        var counts = new HashMap<Character, Integer>();
        for (int at = 0; at < text.length(); at++) {
            counts.merge(text.charAt(at), 1, Integer::sum);
        }
        double bits = 0;
        for (int count : counts.values()) {
            double share = (double) count / text.length();
            bits -= share * Math.log(share) / Math.log(2);
        }
        return bits;
    }
}
