package io.penstock.sandbox.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The faults that are set. Those that are scripted come in the order in which they were set, and before the random ones. */
public final class Faults {

    private final List<Rule> rules = new ArrayList<>();
    private int last;

    /** The next request goes wrong like that. */
    public Standing next(Fault fault) {
        return add(Aim.ALL, fault, Often.ONCE);
    }

    /** The next request of these goes wrong like that. */
    public Standing next(Aim aim, Fault fault) {
        return add(aim, fault, Often.ONCE);
    }

    public synchronized Standing add(Aim aim, Fault fault, Often often) {
        var rule = new Rule(++last, aim, fault, often);
        rules.add(rule);
        return rule.standing();
    }

    /**
     * What goes wrong with this request; whoever asks uses it up.
     *
     * @param fits whether the fault makes sense for it
     */
    public synchronized Optional<Fault> strike(
            String provider, @Nullable String model, String text, Predicate<Fault> fits) {
        if (rules.isEmpty()) {
            return Optional.empty();
        }
        var struck = strike(true, provider, model, text, fits).or(() -> strike(false, provider, model, text, fits));
        rules.removeIf(Rule::isUsedUp);
        return struck.map(Rule::fault);
    }

    private Optional<Rule> strike(
            boolean scripted, String provider, @Nullable String model, String text, Predicate<Fault> fits) {
        return rules.stream()
                .filter(rule -> rule.isScripted() == scripted)
                .filter(rule -> rule.aim().hits(provider, model, text))
                .filter(rule -> fits.test(rule.fault()))
                .filter(Rule::strikes)
                .findFirst();
    }

    public synchronized List<Standing> all() {
        return rules.stream().map(Rule::standing).toList();
    }

    public synchronized void clear() {
        rules.clear();
    }
}
