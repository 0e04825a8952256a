package io.penstock.analyzer.syntax;

import io.penstock.catalog.ai.Severity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Rules, as they stand in a file: blocks with blank lines between. */
record RuleFile(String name, String text) {

    private static final Pattern BLOCK = Pattern.compile("""
            ;; (?<id>[a-z]+/[a-z-]+) (?<severity>[a-z]+)(?<security> security)?+
            ;; (?<message>.+)
            ;; bad
            (?<bad>(?:;;.*\\n)+?);; good
            (?<good>(?:;;.*\\n)+)(?<query>[^;][\\s\\S]*)""");

    static RuleFile read(String name) {
        try (var in = RuleFile.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not there");
            }
            return new RuleFile(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Rule> rules() {
        var rules = new ArrayList<Rule>();
        for (var block : text.split("\\n(?=;; [a-z]+/)", -1)) {
            if (block.startsWith(";; ")) {
                rules.add(rule(block));
            }
        }
        return rules;
    }

    private Rule rule(String block) {
        var parts = BLOCK.matcher(block);
        if (!parts.matches()) {
            throw new IllegalStateException("%s: no rule: %s".formatted(name, block));
        }
        return new Rule(
                parts.group("id"),
                Severity.valueOf(parts.group("severity").toUpperCase(Locale.ROOT)),
                parts.group("security") != null,
                parts.group("message"),
                code(parts.group("bad")),
                code(parts.group("good")),
                parts.group("query").strip());
    }

    private static String code(String comment) {
        return comment.replaceAll("(?m)^;; ?", "");
    }
}
