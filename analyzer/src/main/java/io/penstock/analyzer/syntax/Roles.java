package io.penstock.analyzer.syntax;

import org.treesitter.TSLanguage;

/** What a node is for the measures, by the number of its symbol: names would be made anew for each node. */
final class Roles {

    static final byte FUNCTION = 1;
    static final byte BRANCH = 2;
    static final byte NESTING = 4;
    static final byte IF = 8;
    static final byte ELSE = 16;
    static final byte ERROR = 32;

    private final byte[] roles;

    Roles(Grammar grammar, TSLanguage language) {
        roles = new byte[language.symbolCount()];
        for (int symbol = 0; symbol < roles.length; symbol++) {
            var name = language.symbolName(symbol);
            roles[symbol] = (byte) ((grammar.isFunction(name) ? FUNCTION : 0)
                    | (grammar.isBranch(name) ? BRANCH : 0)
                    | (grammar.isNesting(name) ? NESTING : 0)
                    | (name.equals("if_statement") ? IF : 0)
                    | (name.equals("else_clause") ? ELSE : 0));
        }
    }

    byte of(int symbol) {
        return symbol >= 0 && symbol < roles.length ? roles[symbol] : 0;
    }
}
