package io.penstock.analyzer.todo;

import io.penstock.analyzer.AboutRule;
import io.penstock.analyzer.Allowance;
import io.penstock.analyzer.Analyzer;
import io.penstock.analyzer.Found;
import io.penstock.analyzer.Issues;
import io.penstock.analyzer.Settings;
import io.penstock.analyzer.source.Language;
import io.penstock.analyzer.source.Lexer;
import io.penstock.analyzer.source.SourceFile;
import io.penstock.catalog.ai.Severity;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What comments say is still to be done. */
public final class Todos implements Analyzer {

    /** With a name or a number in brackets, and with what is to be done. */
    private static final Pattern MARK = Pattern.compile(
            "\\b(?<mark>TODO|FIXME|HACK|XXX)\\b(?<whose>\\([^)\\n]{0,40}+\\))?+:?+(?<text>[^\\n]{0,200}+)");

    @Override
    public String name() {
        return "todo";
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public boolean looksAt(Language language) {
        return true;
    }

    @Override
    public Found analyze(SourceFile file, Settings settings, Allowance allowance) {
        var issues = new Issues();
        var lexer = new Lexer(file);
        while (lexer.next()) {
            if (lexer.kind() == Lexer.Kind.COMMENT) {
                allowance.check();
                look(file, lexer, issues);
            }
        }
        return Found.of(issues);
    }

    @Override
    public Optional<AboutRule> about(String rule) {
        return Optional.of(new AboutRule(
                "A comment says " + rule.substring(rule.indexOf('/') + 1).toUpperCase(Locale.ROOT)
                        + ": something is still to be done.",
                null,
                false));
    }

    private static void look(SourceFile file, Lexer lexer, Issues issues) {
        var mark = MARK.matcher(file.text()).region(lexer.start(), lexer.end());
        while (mark.find()) {
            var word = mark.group("mark");
            issues.add(
                    "todo/" + word.toLowerCase(Locale.ROOT),
                    word.equals("FIXME") ? Severity.LOW : Severity.INFO,
                    message(word, mark.group("whose"), mark.group("text")),
                    file.span(mark.start(), mark.end("mark")));
        }
    }

    private static String message(String word, @Nullable String whose, String text) {
        var said = text.strip();
        for (var close : new String[] {"*/", "-->"}) {
            said = said.endsWith(close)
                    ? said.substring(0, said.length() - close.length()).strip()
                    : said;
        }
        return word + (whose == null ? "" : whose) + (said.isEmpty() ? "" : ": " + said);
    }
}
