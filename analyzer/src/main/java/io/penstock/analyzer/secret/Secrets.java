package io.penstock.analyzer.secret;

import io.penstock.analyzer.AboutRule;
import io.penstock.analyzer.Allowance;
import io.penstock.analyzer.Analyzer;
import io.penstock.analyzer.Found;
import io.penstock.analyzer.Issues;
import io.penstock.analyzer.Settings;
import io.penstock.analyzer.source.Language;
import io.penstock.analyzer.source.SourceFile;
import io.penstock.catalog.ai.Severity;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;

/** Secrets that stand in a file, by their forms, and by the chance in what is called one. What it says shows their first letters at most. */
public final class Secrets implements Analyzer {

    private static final Set<Language> WITHOUT_QUOTES = Set.of(
            Language.YAML,
            Language.TOML,
            Language.PROPERTIES,
            Language.SHELL,
            Language.DOCKERFILE,
            Language.MAKEFILE,
            Language.TEXT);

    @Override
    public String name() {
        return "secrets";
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
        var seen = new HashSet<Integer>();
        var search = new Search(file.text(), WITHOUT_QUOTES.contains(file.language()));
        search.run(allowance, (form, secret) -> {
            if (seen.add(secret.start()) && !(form.named() && file.isOfTests())) {
                issues.add(
                        form.rule(),
                        file.isOfTests() ? least(form.severity(), Severity.LOW) : form.severity(),
                        form.what() + " stands in the file: " + masked(secret.text()),
                        file.span(secret.start(), secret.end()));
            }
        });
        return Found.of(issues);
    }

    @Override
    public boolean finds(String rule) {
        return rule.startsWith("secret/");
    }

    @Override
    public Optional<AboutRule> about(String rule) {
        return Form.ALL.stream()
                .filter(form -> form.rule().equals(rule))
                .map(form -> new AboutRule(
                        form.what()
                                + " stands in the file: whoever reads the source has it. Revoke it and keep the next one elsewhere.",
                        null,
                        true))
                .findFirst();
    }

    private static Severity least(Severity one, Severity other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static String masked(String secret) {
        return secret.substring(0, Math.min(4, secret.length() / 4)) + "… (" + secret.length() + " characters)";
    }

    /** The text without the secrets in it, for what others have to say of it. */
    public static String withoutSecrets(String text, Allowance allowance) {
        var masked = new StringBuilder(text);
        new Search(text, true).run(allowance, (form, secret) -> {
            for (int at = secret.start(); at < secret.end(); at++) {
                masked.setCharAt(at, '*');
            }
        });
        return masked.toString();
    }

    private record Secret(String text, int start, int end) {}

    /** Looks for all forms in one text. */
    private record Search(String text, boolean withoutQuotes) {

        void run(Allowance allowance, BiConsumer<Form, Secret> found) {
            var lower = lower(text);
            for (var form : Form.ALL) {
                var matcher = form.pattern().matcher(text);
                for (var word : form.words()) {
                    for (int at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + word.length())) {
                        allowance.check();
                        look(form, matcher, at, found);
                    }
                }
            }
        }

        private void look(Form form, Matcher matcher, int at, BiConsumer<Form, Secret> found) {
            if (!form.named() && at > 0 && text.charAt(at) != ':' && isOfWord(text.charAt(at - 1))) {
                return;
            }
            matcher.region(at, Math.min(text.length(), at + Form.REACH))
                    .useTransparentBounds(true)
                    .useAnchoringBounds(false);
            if (!matcher.lookingAt()) {
                return;
            }
            var group = form.named() && matcher.start("secret") < 0 ? "bare" : "secret";
            var secret = new Secret(matcher.group(group), matcher.start(group), matcher.end(group));
            boolean harmless = form.named() ? Placeholders.looksHarmless(secret.text) : Placeholders.isOne(secret.text);
            if (!harmless && (withoutQuotes || group.equals("secret"))) {
                found.accept(form, secret);
            }
        }

        private static boolean isOfWord(char letter) {
            return letter == '_' || (letter < 128 && Character.isLetterOrDigit(letter));
        }

        /** As long as it was, which what Java makes of other letters is not. */
        private static String lower(String text) {
            var letters = text.toCharArray();
            for (int at = 0; at < letters.length; at++) {
                if (letters[at] >= 'A' && letters[at] <= 'Z') {
                    letters[at] = (char) (letters[at] + 'a' - 'A');
                }
            }
            return new String(letters);
        }
    }
}
