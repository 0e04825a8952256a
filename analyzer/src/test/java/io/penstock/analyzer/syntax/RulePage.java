package io.penstock.analyzer.syntax;

import java.util.List;
import java.util.Map;

/** The page that documents the rules, as they and their examples stand in their files. */
final class RulePage {

    private static final Map<String, String> LANGUAGES = Map.of(
            "java", "Java", "python", "Python", "javascript", "JavaScript", "typescript", "TypeScript", "go", "Go");

    private RulePage() {}

    static String text() {
        var page = new StringBuilder("""
                # The rules of `syntax`

                Made of the rule files in `analyzer/src/main/resources/io/penstock/analyzer/syntax`, and held to them by a test. [Analysis](analysis.md) says how
                rules are switched off, and what else is looked for. Rules of JavaScript look at TypeScript too.
                """);
        for (var name : List.of("java", "python", "javascript", "typescript", "go")) {
            page.append("\n## ").append(LANGUAGES.get(name)).append('\n');
            for (var rule : RuleFile.read(name + ".scm").rules()) {
                add(page, name, rule);
            }
        }
        return page.toString();
    }

    private static void add(StringBuilder page, String name, Rule rule) {
        page.append("\n### `%s`\n\n**%s.** %s\n\n"
                .formatted(rule.id(), rule.severity() + (rule.security() ? ", security" : ""), rule.message()));
        page.append("```%s\n%s```\n\nbut not\n\n```%s\n%s```\n".formatted(name, rule.bad(), name, rule.good()));
    }
}
