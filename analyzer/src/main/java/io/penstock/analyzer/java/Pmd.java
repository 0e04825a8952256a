package io.penstock.analyzer.java;

import io.penstock.analyzer.AboutRule;
import io.penstock.analyzer.Allowance;
import io.penstock.analyzer.Analyzer;
import io.penstock.analyzer.Found;
import io.penstock.analyzer.Settings;
import io.penstock.analyzer.source.Language;
import io.penstock.analyzer.source.SourceFile;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.sourceforge.pmd.PMDVersion;
import net.sourceforge.pmd.lang.rule.RuleSet;
import org.jspecify.annotations.Nullable;

/** PMD's rules for Java. */
public final class Pmd implements Analyzer {

    static final String NAME = "pmd";

    /** Made ready for as many sets of rules at a time. */
    private static final int MOST_SETS = 8;

    private final PmdRules rules = new PmdRules();
    private final Map<Set<String>, Ready> sets = new LinkedHashMap<>();

    private record Ready(RuleSet rules, Deque<PmdEngine> idle) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String version() {
        return PMDVersion.VERSION + "-" + Runtime.version().feature() + "-" + rules.version();
    }

    @Override
    public boolean looksAt(Language language) {
        return language == Language.JAVA;
    }

    @Override
    public Optional<String> refusal(Settings settings) {
        var unknown = rules.unknown(settings.pmdRules());
        return unknown.isEmpty()
                ? Optional.empty()
                : Optional.of("PMD has no rule " + String.join(", ", unknown) + " for Java.");
    }

    @Override
    public Optional<AboutRule> about(String rule) {
        return rules.about(rule.substring(rule.indexOf('/') + 1));
    }

    @Override
    public Found analyze(SourceFile file, Settings settings, Allowance allowance) {
        Shape.check(file, allowance);
        var ready = ready(settings.pmdRules());
        var engine = idle(ready);
        if (engine == null) {
            engine = new PmdEngine(ready.rules);
        }
        var found = engine.look(file, allowance);
        // One that was broken off is in no state to be known, and is not used again.
        giveBack(ready, engine);
        return found;
    }

    private synchronized Ready ready(Set<String> names) {
        var ready = sets.remove(names);
        if (ready == null) {
            ready = new Ready(rules.load(names), new ArrayDeque<>());
        }
        sets.put(names, ready);
        if (sets.size() > MOST_SETS) {
            var oldest = sets.remove(sets.keySet().iterator().next());
            if (oldest != null) {
                oldest.idle.forEach(PmdEngine::close);
                oldest.idle.clear();
            }
        }
        return ready;
    }

    private synchronized @Nullable PmdEngine idle(Ready ready) {
        return ready.idle.poll();
    }

    private synchronized void giveBack(Ready ready, PmdEngine engine) {
        if (engine.isUsedUp()) {
            engine.close();
        } else {
            ready.idle.push(engine);
        }
    }
}
