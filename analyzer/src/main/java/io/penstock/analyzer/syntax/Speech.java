package io.penstock.analyzer.syntax;

import org.treesitter.TSLanguage;

/** All that is made ready for a language once. */
record Speech(Grammar grammar, TSLanguage language, Roles roles, Ruled rules) {

    static Speech of(Grammar grammar) {
        var language = grammar.parser();
        return new Speech(grammar, language, new Roles(grammar, language), new Ruled(language, grammar.rules()));
    }
}
