package io.penstock.worker.ai.diff;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A change of one text, in the unified format. Nothing in it is guessed: it fits line by line, or not at all. */
public final class UnifiedDiff {

    private static final String NO_NEWLINE = "\\ No newline at end of file";

    private final List<String> old;
    private final List<String> changed = new ArrayList<>();
    private int done;

    private UnifiedDiff(String text) {
        this.old = lines(text);
    }

    /** What becomes of the text. */
    public static Applied apply(String diff, String text) {
        var lines = lines(diff);
        if (lines.size() < 2
                || !lines.get(0).startsWith("--- ")
                || !lines.get(1).startsWith("+++ ")) {
            return new Applied.Unfit("It must begin with a line '--- a' and a line '+++ b'.");
        }
        return new UnifiedDiff(text).apply(lines.subList(2, lines.size()));
    }

    private Applied apply(List<String> lines) {
        if (lines.equals(List.of(""))) {
            return new Applied.Changed(String.join("\n", old));
        }
        int nr = 0;
        for (int at = 0; at < lines.size(); nr++) {
            int end = endOfHunk(lines, at);
            var why = apply(lines.get(at), body(lines.subList(at + 1, end)), nr + 1);
            if (why != null) {
                return new Applied.Unfit(why);
            }
            at = end;
        }
        changed.addAll(old.subList(done, old.size()));
        return new Applied.Changed(String.join("\n", changed));
    }

    private static int endOfHunk(List<String> lines, int head) {
        int end = head + 1;
        while (end < lines.size() && !Hunk.begins(lines.get(end))) {
            end++;
        }
        return end;
    }

    /** An empty line at the end is that of the last line break; one in between is an empty line that lost its space. */
    private static List<String> body(List<String> lines) {
        var body = new ArrayList<String>();
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            if (line.equals(NO_NEWLINE) || (line.isEmpty() && i == lines.size() - 1)) {
                continue;
            }
            body.add(line.isEmpty() ? " " : line);
        }
        return body;
    }

    /** Why it does not fit, if it does not. */
    private @Nullable String apply(String head, List<String> lines, int nr) {
        var hunk = Hunk.of(head, lines);
        if (hunk.isEmpty()) {
            return "Hunk " + nr + " must begin with a line like '@@ -1,3 +1,4 @@'.";
        }
        if (lines.stream().anyMatch(line -> " -+".indexOf(line.charAt(0)) < 0)) {
            return "Hunk " + nr + " has a line that begins with neither a space nor - nor +.";
        }
        return lines.isEmpty() ? "Hunk " + nr + " is empty." : apply(hunk.get(), nr);
    }

    private @Nullable String apply(Hunk hunk, int nr) {
        if (!hunk.countsRightly()) {
            return "Hunk " + nr + " has other numbers of lines than its head says.";
        }
        if (hunk.before() < done || hunk.before() > old.size()) {
            return "Hunk " + nr + " begins before the end of the one before it, or after the end of the text.";
        }
        changed.addAll(old.subList(done, hunk.before()));
        done = hunk.before();
        if (hunk.beforeInNew() != changed.size()) {
            return "Hunk " + nr + " begins in the new text at line " + (changed.size() + 1)
                    + ", not where its head says.";
        }
        for (var line : hunk.lines()) {
            if (!take(line)) {
                return "Hunk " + nr + " does not fit: line " + (done + 1) + " of the text is another one.";
            }
        }
        return null;
    }

    private boolean take(String line) {
        var words = line.substring(1);
        if (line.charAt(0) == '+') {
            return changed.add(words);
        }
        if (done == old.size() || !same(old.get(done), words)) {
            return false;
        }
        if (line.charAt(0) == ' ') {
            changed.add(old.get(done));
        }
        done++;
        return true;
    }

    /** Models do not repeat the carriage returns of Windows. */
    private static boolean same(String line, String words) {
        return line.equals(words) || line.equals(words + "\r");
    }

    private static List<String> lines(String text) {
        return List.of(text.split("\n", -1));
    }
}
