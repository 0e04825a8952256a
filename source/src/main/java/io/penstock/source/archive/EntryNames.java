package io.penstock.source.archive;

import io.penstock.source.FileName;
import io.penstock.source.Origin;
import io.penstock.source.SourceRefused;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The names in an archive: each once, and none that means more than a place below the archive's own top. */
final class EntryNames {

    private final Set<String> leaves = new HashSet<>();
    private final Set<String> folders = new HashSet<>();
    private @Nullable String top;
    private boolean oneTop = true;

    /** The name of a folder; empty for the top itself. */
    void folder(String name) throws SourceRefused {
        var path = checked(name.endsWith("/") ? name.substring(0, name.length() - 1) : name);
        if (!path.isEmpty()) {
            addFolder(path);
            see(path, true);
        }
    }

    /** The path of what is no folder. */
    String leaf(String name) throws SourceRefused {
        var path = checked(name);
        if (path.isEmpty()) {
            throw unsafe(name, "has no name");
        }
        if (!leaves.add(path)) {
            throw unsafe(path, "is in it twice");
        }
        int slash = path.lastIndexOf('/');
        if (slash >= 0) {
            addFolder(path.substring(0, slash));
        }
        see(path, false);
        return path;
    }

    /** Once all names are known. */
    void check() throws SourceRefused {
        for (var leaf : leaves) {
            if (folders.contains(leaf)) {
                throw unsafe(leaf, "is a folder and something else");
            }
        }
    }

    /** The path below the one folder that all lie in, if they do. */
    String below(String path) {
        return top == null || !oneTop ? path : path.substring(top.length() + 1);
    }

    private void see(String path, boolean isFolder) {
        int slash = path.indexOf('/');
        if (slash < 0 && !isFolder) {
            oneTop = false;
            return;
        }
        var first = slash < 0 ? path : path.substring(0, slash);
        if (top == null) {
            top = first;
        }
        oneTop &= first.equals(top);
    }

    private void addFolder(String path) {
        for (var folder = path; folders.add(folder); ) {
            int slash = folder.lastIndexOf('/');
            if (slash < 0) {
                return;
            }
            folder = folder.substring(0, slash);
        }
    }

    /** Many tars begin each name with ./ */
    private static String checked(String name) throws SourceRefused {
        var path = Arrays.stream(name.split("/", -1))
                .filter(part -> !part.equals("."))
                .collect(Collectors.joining("/"));
        if (!path.isEmpty() && !FileName.isPlain(path)) {
            throw unsafe(
                    name,
                    "has a name that is absolute, leads out of the archive, or has signs in it that no name should have");
        }
        return path;
    }

    private static SourceRefused unsafe(String name, String what) {
        return Origin.ARCHIVE.refused("unsafe", "The entry %s %s.".formatted(FileName.shown(name), what));
    }
}
