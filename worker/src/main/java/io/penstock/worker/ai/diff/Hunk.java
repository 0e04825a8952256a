package io.penstock.worker.ai.diff;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One stretch of a diff.
 *
 * @param from the first line that it changes, from 1; the line before it when it only adds
 * @param taken how many lines it takes from the old text
 * @param given how many lines it gives to the new text
 * @param lines with their marks: a space, a minus, a plus
 */
record Hunk(int from, int taken, int to, int given, List<String> lines) {

    private static final Pattern HEAD =
            Pattern.compile("@@ -([0-9]{1,8})(?:,([0-9]{1,8}))? \\+([0-9]{1,8})(?:,([0-9]{1,8}))? @@.*");

    static boolean begins(String line) {
        return line.startsWith("@@");
    }

    /** The one of that head; nothing when it is none. */
    static Optional<Hunk> of(String head, List<String> lines) {
        var found = HEAD.matcher(head);
        return found.matches()
                ? Optional.of(new Hunk(
                        Integer.parseInt(found.group(1)),
                        count(found.group(2)),
                        Integer.parseInt(found.group(3)),
                        count(found.group(4)),
                        List.copyOf(lines)))
                : Optional.empty();
    }

    private static int count(String given) {
        return given == null ? 1 : Integer.parseInt(given);
    }

    /** How many lines of the old text come before it. */
    int before() {
        return taken == 0 ? from : from - 1;
    }

    /** How many lines of the new text come before it. */
    int beforeInNew() {
        return given == 0 ? to : to - 1;
    }

    boolean countsRightly() {
        return lines.stream().filter(line -> line.charAt(0) != '+').count() == taken
                && lines.stream().filter(line -> line.charAt(0) != '-').count() == given;
    }
}
