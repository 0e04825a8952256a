package io.penstock.analyzer.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.penstock.analyzer.Allowance;
import io.penstock.analyzer.Issue;
import io.penstock.analyzer.Settings;
import io.penstock.analyzer.source.SourceFile;
import io.penstock.catalog.ai.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** None of the secrets stands here as a whole, so that who looks for such in this repository finds none. */
class SecretsTest {

    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static String chance(int count) {
        return chance(count, LETTERS);
    }

    private static String chance(int count, String letters) {
        return new Random(count + 7)
                .ints(count, 0, letters.length())
                .mapToObj(i -> letters.substring(i, i + 1))
                .collect(Collectors.joining());
    }

    static Stream<Arguments> secrets() {
        var base64 = LETTERS + "+/";
        var hex = "0123456789abcdef";
        return Stream.of(
                secret("aws-key", "AKIA" + chance(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")),
                secret("aws-secret", "aws_secret_access_key = ", chance(40, base64)),
                secret("github-token", "ghp_" + chance(36)),
                secret("github-token", "github_pat_" + chance(82)),
                secret("gitlab-token", "glpat-" + chance(20)),
                secret("stripe-key", "sk_" + "live_" + chance(24)),
                secret("stripe-test-key", "sk_" + "test_" + chance(24)),
                secret("webhook-secret", "whsec_" + chance(32)),
                secret("slack-token", "xoxb-" + chance(40)),
                secret("slack-webhook", "hooks.slack.com/services/T" + "0ABCD123" + "/B" + "0ABCD456/" + chance(24)),
                secret("google-key", "AIza" + chance(35)),
                secret("google-oauth", "GOCSPX-" + chance(28)),
                secret("anthropic-key", "sk-" + "ant-api03-" + chance(80)),
                secret("openai-key", "sk-" + "proj-" + chance(80)),
                secret("sendgrid-key", "SG." + chance(22) + "." + chance(43)),
                secret("twilio-key", "SK" + chance(32, hex)),
                secret("npm-token", "npm_" + chance(36)),
                secret("pypi-token", "pypi-" + "AgEIcHlwaS5vcmc" + chance(80)),
                secret("huggingface-token", "hf_" + chance(34)),
                secret("digitalocean-token", "dop_v1_" + chance(64, hex)),
                secret("azure-storage-key", "AccountName=mill;AccountKey=", chance(86, base64) + "=="),
                secret("private-key", "-----BEGIN RSA " + "PRIVATE KEY-----\n", chance(64, base64)),
                secret("private-key", "-----BEGIN " + "PRIVATE KEY-----\\n", chance(64, base64)),
                secret("jwt", "eyJ" + chance(30) + ".eyJ" + chance(60) + "." + chance(43)),
                secret("url-password", "postgres://mill:", "gr1nd-Ston3", "@db.mill.test/flour"),
                secret("assigned", "\"password\": ", "\"", "gr1nd-Ston3-97", "\""),
                secret("assigned", "String apiKey = ", "\"", chance(24), "\""));
    }

    private static Arguments secret(String rule, String... parts) {
        return Arguments.argumentSet(rule, "secret/" + rule, String.join("", parts), longest(parts));
    }

    private static String longest(String... parts) {
        return Stream.of(parts)
                .filter(part -> !part.contains("=\n"))
                .reduce(
                        "",
                        (one, other) -> other.length() >= 10
                                        && !other.contains(" ")
                                        && !other.contains("://")
                                        && !other.contains("=M")
                                        && !other.startsWith("Account")
                                        && !other.startsWith("@")
                                ? other
                                : one);
    }

    private static List<Issue> look(String path, String text) {
        return new Secrets()
                .analyze(SourceFile.of(path, null, text), Settings.USUAL, Allowance.of(Duration.ofMinutes(1)))
                .issues();
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void aSecretIsFoundAndNotShown(String rule, String line, String secret) {
        var found = look("src/config.js", "const a = 1;\nuse(" + line + ");\n");

        assertThat(found).extracting(Issue::rule).containsOnlyOnce(rule);
        assertThat(secret).hasSizeGreaterThan(9);
        assertThat(found).allSatisfy(issue -> {
            assertThat(issue.message()).doesNotContain(secret.substring(0, 8));
            assertThat(issue.span().line()).isGreaterThan(1);
        });
        assertThat(Secrets.withoutSecrets(line, Allowance.of(Duration.ofMinutes(1))))
                .doesNotContain(secret.substring(4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AKIAIOSFODNN7EXAMPLE",
                "password = \"changeme\"",
                "password = \"${DB_PASSWORD}\"",
                "password = \"{{ password }}\"",
                "password = \"your-password-here\"",
                "password = \"xxxxxxxxxxxx\"",
                "password = \"password\"",
                "token = getToken(user1234)",
                "const tokenType = \"access-token-type\"",
                "secret: process.env.SECRET_99",
                "secretName = \"io.penstock.worker.key\"",
                "url = \"https://user:password@example.com\"",
                "passwordUrl = \"https://mill.test/reset?a=1\"",
                "-----BEGIN PRIVATE KEY-----",
                "task-runner-for-all-the-things-that-run-long",
            })
    void whatStandsInThePlaceOfASecretIsNone(String line) {
        assertThat(look("src/config.js", line)).isEmpty();
    }

    @Test
    void whatTestsUseIsOfLessWeight() {
        var key = "'ghp_" + chance(36) + "'";

        assertThat(look("src/a.js", key)).extracting(Issue::severity).containsExactly(Severity.CRITICAL);
        assertThat(look("test/a.js", key)).extracting(Issue::severity).containsExactly(Severity.LOW);
        assertThat(look("src/a.js", "password = 'gr1nd-Ston3-97'")).hasSize(1);
        assertThat(look("src/a.test.js", "password = 'gr1nd-Ston3-97'")).isEmpty();
    }

    @Test
    void filesOfSettingsNeedNoQuotes() {
        assertThat(look(".env", "DB_PASSWORD=gr1nd-Ston3-97\n"))
                .extracting(Issue::rule, issue -> issue.span().column())
                .containsExactly(tuple("secret/assigned", 13));
        assertThat(look("a.js", "password = gr1ndStone97.value")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "password=\"",
                "://a:b@",
                "-----begin ",
                "-----BEGIN RSA PRIVATE KEY-----\n",
                "eyJhbGciOiJIUzI1NiJ9.",
                "sk-",
                "SG.",
                "secret_____",
                "aws_secret_access_key\"=",
                "eyJ0eyJ0eyJ0",
                "://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "token.token-"
            })
    @org.junit.jupiter.api.Timeout(60)
    void noTextMakesAPatternSlow(String piece) {
        assertThat(look("a.txt", piece.repeat(1_000_000 / piece.length()))).isNotNull();
    }

    @Test
    void chanceIsCountedInBits() {
        assertThat(Entropy.of("aaaaaaaa")).isZero();
        assertThat(Entropy.of("abababab")).isEqualTo(1);
        assertThat(Entropy.of("0123456789abcdef")).isEqualTo(4);
    }
}
