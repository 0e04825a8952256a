package io.penstock.source.selection;

import java.util.ArrayList;
import java.util.List;

/** Writes a{b,c} out as ab and ac. */
final class Braces {

    private static final int MOST = 64;

    private Braces() {}

    static List<String> expand(String pattern) throws BadGlob {
        int open = find(pattern, '{', 0);
        if (open < 0) {
            if (find(pattern, '}', 0) >= 0) {
                throw new BadGlob("has a } without its {");
            }
            return List.of(pattern);
        }
        int close = find(pattern, '}', open);
        if (close < 0) {
            throw new BadGlob("has a { without its }");
        }
        int inner = find(pattern, '{', open + 1);
        if (inner >= 0 && inner < close) {
            throw new BadGlob("has braces in braces, which are not known");
        }
        var rests = expand(pattern.substring(close + 1));
        var all = new ArrayList<String>();
        for (var choice : choices(pattern.substring(open + 1, close))) {
            for (var rest : rests) {
                all.add(pattern.substring(0, open) + choice + rest);
            }
        }
        if (all.size() > MOST) {
            throw new BadGlob("stands for more than " + MOST + " patterns");
        }
        return all;
    }

    private static List<String> choices(String inside) {
        var all = new ArrayList<String>();
        int from = 0;
        for (int comma = find(inside, ',', 0); comma >= 0; comma = find(inside, ',', from)) {
            all.add(inside.substring(from, comma));
            from = comma + 1;
        }
        all.add(inside.substring(from));
        return all;
    }

    private static int find(String text, char wanted, int from) {
        boolean inClass = false;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == wanted && !inClass) {
                return i;
            } else if (c == '[') {
                inClass = true;
            } else if (c == ']') {
                inClass = false;
            }
        }
        return -1;
    }
}
