package io.penstock.source.selection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The .gitignore files of a source. In each the last rule that fits counts, a deeper file counts more, and nothing in an ignored folder comes back. */
public final class Ignores {

    private final Map<String, List<Rule>> rules = new HashMap<>();
    private final Map<String, Boolean> folders = new HashMap<>();

    private final String base;

    private record Rule(Glob glob, boolean back) {}

    public Ignores() {
        this("");
    }

    private Ignores(String base) {
        this.base = base;
        // Who names a folder means it.
        folders.put(base, false);
    }

    /** Those of a whole of which only this folder is looked at: questions are about paths in it, files of rules lie anywhere. */
    public static Ignores in(String base) {
        return new Ignores(base);
    }

    /** Has to come before all questions about what is in that folder. */
    public void add(String folder, String text) {
        var list = new ArrayList<Rule>();
        text.lines().forEach(line -> add(line, list));
        rules.put(folder, list);
    }

    boolean ignore(String path) {
        if (rules.isEmpty()) {
            return false;
        }
        var whole = whole(path);
        var parts = Parts.of(whole);
        return isIn(parent(whole), parts, parts.size() - 1) || decide(whole, parts, parts.size(), false);
    }

    boolean ignoreFolder(String folder) {
        var whole = whole(folder);
        var parts = Parts.of(whole);
        return isIn(whole, parts, parts.size());
    }

    private String whole(String path) {
        return base.isEmpty() ? path : base + "/" + path;
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
