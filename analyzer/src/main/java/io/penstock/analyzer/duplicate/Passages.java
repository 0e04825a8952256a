package io.penstock.analyzer.duplicate;

import io.penstock.analyzer.Allowance;
import io.penstock.analyzer.Analyzer;
import io.penstock.analyzer.Found;
import io.penstock.analyzer.Settings;
import io.penstock.analyzer.source.Language;
import io.penstock.analyzer.source.Lexer;
import io.penstock.analyzer.source.Lexer.Kind;
import io.penstock.analyzer.source.SourceFile;
import io.penstock.catalog.analysis.Passage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Marks each file so that what it has in common with others is found once the marks of all are together. Every run of tokens of a fixed length
 * has a hash; of those in reach of each other the least is kept (winnowing). So what is the same in two places, and long
 * enough, keeps the same marks in both, wherever it stands.
 */
public final class Passages implements Analyzer {

    /** How many tokens make a passage. */
    static final int TOKENS = 50;

    /** Of as many passages in a row one is kept. */
    static final int REACH = 30;

    /** Tables of numbers have no words, and are alike without being copied. */
    private static final int LEAST_WORDS = TOKENS / 5;

    private static final long BASE = 0x9E3779B97F4A7C15L;

    private static final Set<String> OF_IMPORTS = Set.of("import", "package", "using", "from", "require");

    @Override
    public String name() {
        return "duplicates";
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public boolean looksAt(Language language) {
        return language.isProgram();
    }

    @Override
    public Found analyze(SourceFile file, Settings settings, Allowance allowance) {
        return Found.of(winnowed(tokens(file, allowance), allowance));
    }

    private static Tokens tokens(SourceFile file, Allowance allowance) {
        var tokens = new Tokens();
        var lexer = new Lexer(file);
        int line = 0;
        int skipped = 0;
        while (lexer.next()) {
            if (lexer.kind() == Kind.COMMENT) {
                continue;
            }
            if (lexer.line() != line) {
                allowance.check();
                line = lexer.line();
                skipped = beginsImport(file.text(), lexer) ? line : 0;
            }
            if (skipped != line) {
                tokens.add(hash(file.text(), lexer), lexer.kind() == Kind.WORD, lexer.line(), lexer.endLine());
            }
        }
        return tokens;
    }

    private static boolean beginsImport(String text, Lexer lexer) {
        return lexer.kind() == Kind.WORD
                && lexer.end() - lexer.start() < 10
                && OF_IMPORTS.contains(text.substring(lexer.start(), lexer.end()));
    }

    /** Literals of a kind are all the same. */
    private static long hash(String text, Lexer lexer) {
        return switch (lexer.kind()) {
            case NUMBER -> 1;
            case STRING -> 2;
            case WORD, SIGN, COMMENT -> {
                long hash = 0xCBF29CE484222325L;
                for (int at = lexer.start(); at < lexer.end(); at++) {
                    hash = (hash ^ text.charAt(at)) * 0x100000001B3L;
                }
                yield hash;
            }
        };
    }

    private static List<Passage> winnowed(Tokens tokens, Allowance allowance) {
        var found = new ArrayList<Passage>();
        var hashes = tokens.passages();
        int last = -1;
        for (int from = 0; from < hashes.length && (from == 0 || from + REACH <= hashes.length); from++) {
            allowance.check();
            int least = leastIn(hashes, from, Math.min(from + REACH, hashes.length), last);
            if (least != last) {
                last = least;
                if (tokens.words(least) >= LEAST_WORDS) {
                    found.add(new Passage(
                            HexFormat.of().toHexDigits(hashes[least]), tokens.start(least), tokens.end(least)));
                }
            }
        }
        return found;
    }

    /** The last of the least. While the former one is in reach, only the newest hash can be less. */
    private static int leastIn(long[] hashes, int from, int to, int former) {
        int least = former >= from ? former : from;
        int next = former >= from ? to - 1 : from + 1;
        for (int at = next; at < to; at++) {
            if (hashes[at] <= hashes[least]) {
                least = at;
            }
        }
        return least;
    }

    /** The tokens of a file, as arrays: there may be a million. */
    private static final class Tokens {

        private long[] hashes = new long[256];
        private int[] starts = new int[256];
        private int[] ends = new int[256];
        private int[] wordsBefore = new int[257];
        private int count;

        void add(long hash, boolean word, int start, int end) {
            if (count == hashes.length) {
                hashes = Arrays.copyOf(hashes, count * 2);
                starts = Arrays.copyOf(starts, count * 2);
                ends = Arrays.copyOf(ends, count * 2);
                wordsBefore = Arrays.copyOf(wordsBefore, count * 2 + 1);
            }
            hashes[count] = hash;
            starts[count] = start;
            ends[count] = end;
            wordsBefore[count + 1] = wordsBefore[count] + (word ? 1 : 0);
            count++;
        }

        /** The hash of each passage, by the token that it begins with. */
        long[] passages() {
            var all = new long[Math.max(0, count - TOKENS + 1)];
            long leaving = 1;
            for (int i = 1; i < TOKENS; i++) {
                leaving *= BASE;
            }
            long hash = 0;
            for (int at = 0; at < count; at++) {
                if (at >= TOKENS) {
                    hash -= hashes[at - TOKENS] * leaving;
                }
                hash = hash * BASE + hashes[at];
                if (at >= TOKENS - 1) {
                    all[at - TOKENS + 1] = mixed(hash);
                }
            }
            return all;
        }

        private static long mixed(long hash) {
            long mixed = (hash ^ (hash >>> 33)) * 0xFF51AFD7ED558CCDL;
            return mixed ^ (mixed >>> 33);
        }

        int words(int passage) {
            return wordsBefore[passage + TOKENS] - wordsBefore[passage];
        }

        int start(int passage) {
            return starts[passage];
        }

        int end(int passage) {
            return ends[passage + TOKENS - 1];
        }
    }
}
