package io.penstock.analyzer.syntax;

import io.penstock.analyzer.Allowance;
import io.penstock.analyzer.LookFailed;
import org.treesitter.TSInputEncoding;
import org.treesitter.TSLanguage;
import org.treesitter.TSNode;
import org.treesitter.TSParser;
import org.treesitter.TSTree;

/** The tree of one file. */
final class Parsed implements AutoCloseable {

    private static final int AT_ONCE = 1 << 16;

    private final TSTree tree;

    private Parsed(TSTree tree) {
        this.tree = tree;
    }

    static Parsed of(Bytes bytes, TSLanguage language, Allowance allowance) {
        try (var parser = new TSParser()) {
            if (!parser.setLanguage(language)) {
                throw new IllegalStateException("The grammar is not of this version of the parser");
            }
            var tree = parser.parseWithOptions(
                    new byte[AT_ONCE], null, bytes, TSInputEncoding.TSInputEncodingUTF8, state -> allowance.isOver());
            if (tree == null) {
                allowance.check();
                throw new LookFailed("not_parsed", "The parser gave the file up.");
            }
            return new Parsed(tree);
        }
    }

    TSNode root() {
        return tree.getRootNode();
    }

    @Override
    public void close() {
        tree.close();
    }
}
