package io.penstock.source.selection;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of paths as in a .gitignore: without a slash in it, it is for names at any depth; what names a folder names all in it.
 *
 * @param names null for **, any number of folders
 * @param folder whether only folders will do
 */
record Glob(List<@Nullable NamePattern> names, boolean folder) {

    static Glob parse(String pattern) throws BadGlob {
        boolean folder = pattern.endsWith("/") && !pattern.endsWith("\\/");
        var path = folder ? pattern.substring(0, pattern.length() - 1) : pattern;
        var names = new ArrayList<@Nullable NamePattern>();
        if (path.indexOf('/') < 0) {
            names.add(null);
        }
        for (var name : (path.startsWith("/") ? path.substring(1) : path).split("/", -1)) {
            add(name, names);
        }
        return new Glob(names, folder);
    }

    private static void add(String name, List<@Nullable NamePattern> names) throws BadGlob {
        if (name.isEmpty()) {
            throw new BadGlob("has nothing between two slashes");
        }
        if (name.equals(".") || name.equals("..")) {
            throw new BadGlob("must not have . or .. between slashes");
        }
        if (!name.equals("**")) {
            names.add(NamePattern.parse(name));
        } else if (names.isEmpty() || names.getLast() != null) {
            names.add(null);
        }
    }

    /** Whether it names that file, or a folder that it is in. */
    boolean covers(Parts path) {
        return matches(path, path.size(), false, true);
    }

    /** Whether it names the file or folder that the first parts are. */
    boolean names(Parts path, int size, boolean isFolder) {
        return matches(path, size, isFolder, false);
    }

    boolean hasName(String name) {
        return names.stream().filter(Objects::nonNull).anyMatch(one -> name.equals(one.literal()));
    }

    private boolean matches(Parts path, int size, boolean isFolder, boolean orWithin) {
        int next = 0;
        int at = 0;
        int stars = -1;
        int starsAt = 0;
        while (true) {
            if (next == names.size()) {
                if (at < size ? orWithin : isFolder || !folder) {
                    return true;
                }
            } else {
                var name = names.get(next);
                if (name == null && next == names.size() - 1) {
                    return at < size && (!folder || isFolder || (orWithin && at < size - 1));
                }
                if (name == null) {
                    stars = next++;
                    starsAt = at;
                    continue;
                }
                if (at < size && name.matches(path.name(at))) {
                    next++;
                    at++;
                    continue;
                }
            }
            if (stars < 0 || starsAt >= size) {
                return false;
            }
            next = stars + 1;
            at = ++starsAt;
        }
    }
}
