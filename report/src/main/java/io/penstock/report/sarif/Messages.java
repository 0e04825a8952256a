package io.penstock.report.sarif;

import io.penstock.report.sarif.Sarif.Text;
import java.util.regex.Pattern;

/** Text of strangers as SARIF's plain text, where braces are places for arguments, and brackets before parentheses are links. */
final class Messages {

    private static final Pattern LINK = Pattern.compile("\\[(?=[^\\[\\]]*+\\]\\()");

    private Messages() {}

    static Text of(String text) {
        var plain = LINK.matcher(text.replace("{", "{{").replace("}", "}}")).replaceAll("\\\\[");
        return new Text(plain.isBlank() ? "No message." : plain);
    }
}
