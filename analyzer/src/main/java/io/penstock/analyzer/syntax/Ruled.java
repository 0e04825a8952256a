package io.penstock.analyzer.syntax;

import io.penstock.analyzer.Allowance;
import io.penstock.analyzer.Issues;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.treesitter.TSLanguage;
import org.treesitter.TSNode;
import org.treesitter.TSQuery;
import org.treesitter.TSQueryCursor;
import org.treesitter.TSQueryMatch;

/** The rules of a language as one query. It is never closed: it lives as long as the process. */
final class Ruled {

    /** What the place of a finding is called in a query. */
    private static final String PLACE = "it";

    /** So many beginnings of matches are kept in mind at a time. */
    private static final int MOST_BEGUN = 512;

    private final TSQuery query;
    /** By the number of the pattern: a rule may have several. */
    private final List<Rule> rules = new ArrayList<>();

    Ruled(TSLanguage language, List<Rule> rules) {
        for (var rule : rules) {
            try (var alone = new TSQuery(language, rule.query())) {
                for (int pattern = 0; pattern < alone.getPatternCount(); pattern++) {
                    this.rules.add(rule);
                }
            }
        }
        query = new TSQuery(language, rules.stream().map(Rule::query).collect(Collectors.joining("\n")));
    }

    /** Adds what breaks a rule. */
    void look(TSNode root, String text, Bytes bytes, Issues issues, Allowance allowance) {
        try (var cursor = new TSQueryCursor()) {
            cursor.setMatchLimit(MOST_BEGUN);
            // Without the text, conditions on it are not looked at.
            cursor.execWithOptions(query, root, text, state -> allowance.isOver());
            var match = new TSQueryMatch();
            while (cursor.nextMatch(match)) {
                allowance.check();
                add(match, bytes, issues);
            }
            allowance.check();
        }
    }

    private void add(TSQueryMatch match, Bytes bytes, Issues issues) {
        var rule = rules.get(match.getPatternIndex());
        for (var capture : match.getCaptures()) {
            if (query.getCaptureNameForId(capture.getIndex()).equals(PLACE)) {
                issues.add(rule.id(), rule.severity(), rule.message(), bytes.span(capture.getNode()));
                return;
            }
        }
    }
}
