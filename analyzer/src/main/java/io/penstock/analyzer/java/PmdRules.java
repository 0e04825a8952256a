package io.penstock.analyzer.java;

import io.penstock.analyzer.AboutRule;
import io.penstock.catalog.json.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.sourceforge.pmd.lang.LanguageRegistry;
import net.sourceforge.pmd.lang.java.JavaLanguageModule;
import net.sourceforge.pmd.lang.rule.RuleSet;
import net.sourceforge.pmd.lang.rule.RuleSetLoader;

/** PMD's rules for Java. They are asked for by name only: a path or an address would be a file or a call of a stranger's choice. */
final class PmdRules {

    private static final List<String> CATEGORIES = List.of(
            "bestpractices",
            "codestyle",
            "design",
            "documentation",
            "errorprone",
            "multithreading",
            "performance",
            "security");

    private final String quickStart = quickStart();

    private static String quickStart() {
        try (var in = PmdRules.class.getResourceAsStream("quick-start.xml")) {
            if (in == null) {
                throw new IllegalStateException("quick-start.xml is not there");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that there are take a while to load, and few ask for one by name. */
    private static final class Places {
        private static final Map<String, String> BY_NAME = places();
    }

    /** Only a report asks for them. */
    private static final class Descriptions {
        private static final Map<String, AboutRule> BY_NAME = descriptions();
    }

    private static Map<String, String> places() {
        var places = new TreeMap<String, String>();
        for (var category : CATEGORIES) {
            var file = "category/java/" + category + ".xml";
            for (var rule : loader().loadFromResource(file).getRules()) {
                places.put(rule.getName(), file + "/" + rule.getName());
            }
        }
        return places;
    }

    private static RuleSetLoader loader() {
        return new RuleSetLoader()
                .withLanguages(LanguageRegistry.singleton(JavaLanguageModule.getInstance()))
                .warnDeprecated(false);
    }

    String version() {
        return HexFormat.of().formatHex(Sha256.of(quickStart), 0, 4);
    }

    /** Those that there are not. */
    Set<String> unknown(Set<String> names) {
        var unknown = new TreeSet<>(names);
        if (!names.isEmpty()) {
            unknown.removeAll(Places.BY_NAME.keySet());
        }
        return unknown;
    }

    /** @param names none for the usual ones */
    RuleSet load(Set<String> names) {
        return loader().loadFromString("rules.xml", names.isEmpty() ? quickStart : xml(names));
    }

    Optional<AboutRule> about(String name) {
        return Optional.ofNullable(Descriptions.BY_NAME.get(name));
    }

    private static Map<String, AboutRule> descriptions() {
        var descriptions = new HashMap<String, AboutRule>();
        for (var category : CATEGORIES) {
            for (var rule : loader().loadFromResource("category/java/" + category + ".xml")
                    .getRules()) {
                descriptions.put(
                        rule.getName(),
                        new AboutRule(
                                firstParagraph(rule.getDescription()),
                                rule.getExternalInfoUrl(),
                                category.equals("security")));
            }
        }
        return descriptions;
    }

    private static String firstParagraph(String description) {
        return description.strip().split("\\n\\s*\\n", 2)[0].replace("`", "").replaceAll("\\s+", " ");
    }

    private String xml(Set<String> names) {
        var xml = new StringBuilder(
                "<ruleset name=\"Named\" xmlns=\"http://pmd.sourceforge.net/ruleset/2.0.0\"><description>Named</description>");
        for (var name : new TreeSet<>(names)) {
            xml.append("<rule ref=\"").append(Places.BY_NAME.get(name)).append("\"/>");
        }
        return xml.append("</ruleset>").toString();
    }
}
