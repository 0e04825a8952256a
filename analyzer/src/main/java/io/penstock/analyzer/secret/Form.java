package io.penstock.analyzer.secret;

import io.penstock.catalog.ai.Severity;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What secrets of one sort look like. A file is searched for the words alone, and the pattern is tried where one stands, on few letters: so no
 * file can make it slow. The group {@code secret} is what must not be shown.
 *
 * @param words one of them stands at the beginning, in lower case
 * @param named whether it is taken for a secret by its place alone, so that it must look like one
 */
record Form(String rule, Severity severity, String what, List<String> words, Pattern pattern, boolean named) {

    /** How much of the file is looked at behind a word. */
    static final int REACH = 600;

    private static Form of(String rule, Severity severity, String what, String pattern, String... words) {
        return new Form("secret/" + rule, severity, what, List.of(words), Pattern.compile(pattern), false);
    }

    private static Form key(String rule, String what, String pattern, String... words) {
        return of(rule, Severity.CRITICAL, what, "(?<secret>" + pattern + ")", words);
    }

    private static final String END = "(?![A-Za-z0-9_-])";

    private static final String NAME_ENDS = "[A-Za-z0-9_.-]{0,30}+[\"'`\\]]{0,2}+\\s{0,4}+(?::=|=>|[:=,])\\s{0,4}+";

    static final List<Form> ALL = List.of(
            key("aws-key", "An access key of AWS", "(?:AKIA|ASIA)[A-Z2-7]{16}+" + END, "akia", "asia"),
            of(
                    "aws-secret",
                    Severity.CRITICAL,
                    "A secret key of AWS",
                    "(?i:aws_?secret_?(?:access_?)?key)" + NAME_ENDS
                            + "[\"']?+(?<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])",
                    "aws_secret",
                    "awssecret"),
            key(
                    "github-token",
                    "A token of GitHub",
                    "gh[pousr]_[A-Za-z0-9]{36,255}+" + END,
                    "ghp_",
                    "gho_",
                    "ghu_",
                    "ghs_",
                    "ghr_"),
            key("github-token", "A token of GitHub", "github_pat_[A-Za-z0-9_]{60,255}+" + END, "github_pat_"),
            key("gitlab-token", "A token of GitLab", "glpat-[A-Za-z0-9_-]{20,100}+", "glpat-"),
            key("stripe-key", "A live key of Stripe", "[sr]k_live_[A-Za-z0-9]{16,247}+", "sk_live_", "rk_live_"),
            of(
                    "stripe-test-key",
                    Severity.LOW,
                    "A test key of Stripe",
                    "(?<secret>[sr]k_test_[A-Za-z0-9]{16,247}+)",
                    "sk_test_",
                    "rk_test_"),
            key("webhook-secret", "A secret of webhooks", "whsec_[A-Za-z0-9+/]{24,100}+", "whsec_"),
            key(
                    "slack-token",
                    "A token of Slack",
                    "xox[abeoprs]-[A-Za-z0-9-]{20,250}+",
                    "xoxa-",
                    "xoxb-",
                    "xoxe-",
                    "xoxo-",
                    "xoxp-",
                    "xoxr-",
                    "xoxs-"),
            key(
                    "slack-webhook",
                    "A webhook of Slack",
                    "hooks\\.slack\\.com/services/T[A-Z0-9]{6,12}+/B[A-Z0-9]{6,12}+/[A-Za-z0-9]{18,30}+",
                    "hooks.slack.com/services/"),
            key("google-key", "An API key of Google", "AIza[A-Za-z0-9_-]{35}" + END, "aiza"),
            key("google-oauth", "An OAuth secret of Google", "GOCSPX-[A-Za-z0-9_-]{28}" + END, "gocspx-"),
            key("anthropic-key", "A key of Anthropic", "sk-ant-[A-Za-z0-9_-]{24,200}+", "sk-ant-"),
            key("openai-key", "A key of OpenAI", "sk-(?!ant-)(?:proj-|svcacct-|admin-)?+[A-Za-z0-9_-]{32,250}+", "sk-"),
            key("sendgrid-key", "A key of SendGrid", "SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}" + END, "sg."),
            key("twilio-key", "A key of Twilio", "SK[0-9a-f]{32}" + END, "sk"),
            key("npm-token", "A token of npm", "npm_[A-Za-z0-9]{36}" + END, "npm_"),
            key("pypi-token", "A token of PyPI", "pypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,400}+", "pypi-"),
            key("huggingface-token", "A token of Hugging Face", "hf_[A-Za-z0-9]{34,40}+" + END, "hf_"),
            key(
                    "digitalocean-token",
                    "A token of DigitalOcean",
                    "do[por]_v1_[a-f0-9]{64}" + END,
                    "dop_v1_",
                    "doo_v1_",
                    "dor_v1_"),
            of(
                    "azure-storage-key",
                    Severity.CRITICAL,
                    "A key of Azure Storage",
                    "(?i:accountkey)=(?<secret>[A-Za-z0-9+/]{86}==)",
                    "accountkey="),
            of(
                    "private-key",
                    Severity.CRITICAL,
                    "A private key",
                    "-----BEGIN (?:[A-Z]{2,10}+ ){0,2}?PRIVATE KEY(?: BLOCK)?-----(?:\\\\n|\\\\r|[\\s\"'+,]){1,40}+"
                            + "(?:[A-Za-z-]{1,20}+: [^\\n]{0,80}+\\n\\s{0,20}+){0,3}+(?<secret>[A-Za-z0-9+/=]{40,64}+)",
                    "-----begin "),
            of(
                    "jwt",
                    Severity.MEDIUM,
                    "A JSON Web Token",
                    "(?<secret>eyJ[A-Za-z0-9_-]{10,200}+\\.eyJ[A-Za-z0-9_-]{10,300}+\\.[A-Za-z0-9_-]{16,})",
                    "eyj"),
            new Form(
                    "secret/url-password",
                    Severity.HIGH,
                    "A password in an address",
                    List.of("://"),
                    Pattern.compile(
                            "://[A-Za-z0-9._%+-]{1,60}+:(?<secret>[^\\s\"'`@/{}<>$]{4,100}+)@[A-Za-z0-9.-]{1,200}+"),
                    true),
            new Form(
                    "secret/assigned",
                    Severity.HIGH,
                    "What looks like a secret",
                    List.of(
                            "password",
                            "passwd",
                            "passphrase",
                            "secret",
                            "token",
                            "api_key",
                            "apikey",
                            "api-key",
                            "access_key",
                            "accesskey",
                            "private_key",
                            "credential"),
                    Pattern.compile(
                            "[A-Za-z_-]{0,20}+" + NAME_ENDS
                                    + "(?:(?<quote>[\"'`])(?<secret>[^\\s\"'`]{8,200}+)\\k<quote>|(?<bare>[^\\s\"'`,;]{8,200}+))"),
                    true));
}
