package io.penstock.analyzer.java;

import net.sourceforge.pmd.lang.ast.Node;
import net.sourceforge.pmd.lang.rule.Rule;
import net.sourceforge.pmd.lang.rule.RuleReference;
import net.sourceforge.pmd.reporting.RuleContext;

/** A rule that stops when the time for the file is over. What goes wrong in it is noted: PMD would log it, and quote the file. */
final class TimedRule extends RuleReference {

    private final Turn turn;

    TimedRule(Rule rule, Turn turn) {
        super(rule, null);
        this.turn = turn;
    }

    @Override
    public void apply(Node target, RuleContext context) {
        turn.check();
        try {
            super.apply(target, context);
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            turn.failed(getName());
        }
    }

    @Override
    public Rule deepCopy() {
        return new TimedRule(getRule().deepCopy(), turn);
    }
}
