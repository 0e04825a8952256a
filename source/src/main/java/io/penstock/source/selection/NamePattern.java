package io.penstock.source.selection;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What one name between slashes must look like. A star goes back to the last one only, so that no pattern of a stranger's can take long.
 *
 * @param pieces null for a star, otherwise what one character must be
 * @param literal the name, if only one will do
 */
record NamePattern(
        List<@Nullable IntPredicate> pieces, @Nullable String literal) {

    static NamePattern parse(String text) throws BadGlob {
        return new Parser(text).parse();
    }

    boolean matches(int[] name) {
        int piece = 0;
        int at = 0;
        int star = -1;
        int starAt = 0;
        while (at < name.length || piece < pieces.size()) {
            if (piece < pieces.size() && pieces.get(piece) == null) {
                star = piece++;
                starAt = at;
            } else if (piece < pieces.size() && at < name.length && fits(piece, name[at])) {
                piece++;
                at++;
            } else if (star >= 0 && starAt < name.length) {
                piece = star + 1;
                at = ++starAt;
            } else {
                return false;
            }
        }
        return true;
    }

    private boolean fits(int piece, int codePoint) {
        var one = pieces.get(piece);
        return one != null && one.test(codePoint);
    }

    private static final class Parser {

        private final int[] text;
        private int at;
        private final List<@Nullable IntPredicate> pieces = new ArrayList<>();
        private @Nullable StringBuilder literal = new StringBuilder();

        Parser(String text) {
            this.text = text.codePoints().toArray();
        }

        NamePattern parse() throws BadGlob {
            while (at < text.length) {
                int c = text[at++];
                switch (c) {
                    case '*' -> wild(null);
                    case '?' -> wild(any -> true);
                    case '[' -> wild(oneOf());
                    case '\\' -> plain(escaped());
                    default -> plain(c);
                }
            }
            return new NamePattern(pieces, literal == null ? null : literal.toString());
        }

        private void wild(@Nullable IntPredicate piece) {
            literal = null;
            pieces.add(piece);
        }

        private void plain(int c) {
            if (literal != null) {
                literal.appendCodePoint(c);
            }
            pieces.add(other -> other == c);
        }

        private int escaped() throws BadGlob {
            if (at == text.length) {
                throw new BadGlob("ends with a backslash");
            }
            return text[at++];
        }

        private IntPredicate oneOf() throws BadGlob {
            boolean not = at < text.length && (text[at] == '!' || text[at] == '^');
            if (not) {
                at++;
            }
            IntPredicate any = none -> false;
            for (boolean first = true; ; first = false) {
                if (at == text.length) {
                    throw new BadGlob("has a [ without its ]");
                }
                int c = text[at++];
                if (c == ']' && !first) {
                    return not ? any.negate() : any;
                }
                if (c == '[' && at < text.length && text[at] == ':') {
                    throw new BadGlob("has a class such as [:alpha:], which are not known");
                }
                any = any.or(range(c == '\\' ? escaped() : c));
            }
        }

        private IntPredicate range(int from) throws BadGlob {
            if (at + 1 < text.length && text[at] == '-' && text[at + 1] != ']') {
                at++;
                int c = text[at++];
                int to = c == '\\' ? escaped() : c;
                if (to < from) {
                    throw new BadGlob("has a range that goes backwards");
                }
                return other -> from <= other && other <= to;
            }
            return other -> other == from;
        }
    }
}
