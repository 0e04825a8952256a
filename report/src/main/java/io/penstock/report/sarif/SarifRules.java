package io.penstock.report.sarif;

import io.penstock.analyzer.AboutRule;
import io.penstock.analyzer.analysis.Analyzers;
import io.penstock.catalog.ai.Severity;
import io.penstock.report.sarif.Sarif.Configuration;
import io.penstock.report.sarif.Sarif.Rule;
import io.penstock.report.sarif.Sarif.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The rules that results name, by their place in the list of the driver. */
final class SarifRules {

    private final Analyzers analyzers;
    private final Map<String, Severity> worst = new TreeMap<>();
    private final Map<String, Integer> places = new HashMap<>();

    SarifRules(Analyzers analyzers) {
        this.analyzers = analyzers;
    }

    void add(String rule, Severity severity) {
        worst.merge(rule, severity, (one, other) -> one.compareTo(other) >= 0 ? one : other);
    }

    List<Rule> list() {
        var rules = new ArrayList<Rule>();
        worst.forEach((rule, severity) -> {
            places.put(rule, rules.size());
            rules.add(rule(rule, severity));
        });
        return rules;
    }

    int place(String rule) {
        return places.getOrDefault(rule, -1);
    }

    private Rule rule(String id, Severity severity) {
        var about = analyzers.about(id).orElseGet(() -> new AboutRule(id, null, false));
        var text = new Text(about.text());
        return new Rule(
                id,
                text,
                text,
                text,
                about.page(),
                new Configuration(level(severity)),
                properties(id, about, severity));
    }

    private Map<String, Object> properties(String id, AboutRule about, Severity severity) {
        var properties = new TreeMap<String, Object>();
        var tags = new ArrayList<String>();
        analyzers.finder(id).ifPresent(tags::add);
        if (about.security()) {
            tags.add("security");
            properties.put("security-severity", securitySeverity(severity));
        }
        if (id.startsWith("secret/")) {
            tags.add("external/cwe/cwe-798");
        }
        properties.put("tags", tags);
        return properties;
    }

    static String level(Severity severity) {
        return switch (severity) {
            case CRITICAL, HIGH -> "error";
            case MEDIUM -> "warning";
            case LOW, INFO -> "note";
        };
    }

    /** In the middle of what code scanning calls by the same word. */
    private static String securitySeverity(Severity severity) {
        return switch (severity) {
            case CRITICAL -> "9.5";
            case HIGH -> "8.0";
            case MEDIUM -> "5.5";
            case LOW -> "2.0";
            case INFO -> "0.5";
        };
    }
}
