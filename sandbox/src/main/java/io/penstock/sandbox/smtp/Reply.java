package io.penstock.sandbox.smtp;

import io.penstock.sandbox.fault.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the server says, in one line or several. */
record Reply(int code, List<String> lines) {

    /** Good news, or a question. */
    static Reply of(int code, String line) {
        return new Reply(code, List.of(line));
    }

    /** @param status as RFC 3463 has it, such as {@code 5.1.1} */
    static Reply no(int code, String status, String line) {
        return of(code, status + " " + Refusal.marked(line));
    }

    static Reply ok() {
        return of(250, "2.0.0 Ok");
    }

    static Reply wrongOrder(String line) {
        return no(503, "5.5.1", line);
    }

    static Reply wrongSyntax(String line) {
        return no(501, "5.5.4", line);
    }

    byte[] written() {
        var all = new StringBuilder();
        for (var i = 0; i < lines.size(); i++) {
            all.append(code)
                    .append(i == lines.size() - 1 ? ' ' : '-')
                    .append(lines.get(i))
                    .append("\r\n");
        }
        return all.toString().getBytes(StandardCharsets.UTF_8);
    }
}
