package io.penstock.source.selection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The .gitignore files of a source. In each the last rule that fits counts, a deeper file counts more, and nothing in an ignored folder comes back. */
public final class Ignores {

    private final Map<String, List<Rule>> rules = new HashMap<>();
    private final Map<String, Boolean> folders = new HashMap<>();

    private record Rule(Glob glob, boolean back) {}

    /** Has to come before all questions. */
    public void add(String folder, String text) {
        var list = new ArrayList<Rule>();
        text.lines().forEach(line -> add(line, list));
        rules.put(folder, list);
    }

    boolean ignore(String path, Parts parts) {
        return !rules.isEmpty()
                && (isIn(parent(path), parts, parts.size() - 1) || decide(path, parts, parts.size(), false));
    }

    private boolean isIn(String folder, Parts parts, int size) {
        if (size == 0) {
            return false;
        }
        var known = folders.get(folder);
        if (known == null) {
            known = isIn(parent(folder), parts, size - 1) || decide(folder, parts, size, true);
            folders.put(folder, known);
        }
        return known;
    }

    private boolean decide(String path, Parts parts, int size, boolean isFolder) {
        var folder = path;
        for (int depth = size - 1; depth >= 0; depth--) {
            folder = parent(folder);
            var list = rules.get(folder);
            if (list != null) {
                var below = depth == 0 ? parts : parts.from(depth);
                for (var rule : list.reversed()) {
                    if (rule.glob.names(below, size - depth, isFolder)) {
                        return !rule.back;
                    }
                }
            }
        }
        return false;
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    /** What is no pattern ignores nothing, as with git. */
    private static void add(String line, List<Rule> list) {
        var pattern = withoutSpaces(line);
        if (pattern.isEmpty() || pattern.startsWith("#")) {
            return;
        }
        boolean back = pattern.startsWith("!");
        try {
            list.add(new Rule(Glob.parse(back ? pattern.substring(1) : pattern), back));
        } catch (BadGlob e) {
            // ignores nothing
        }
    }

    private static String withoutSpaces(String line) {
        int end = line.length();
        while (end > 0 && line.charAt(end - 1) == ' ' && !(end > 1 && line.charAt(end - 2) == '\\')) {
            end--;
        }
        return line.substring(0, end);
    }
}
