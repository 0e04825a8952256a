package io.penstock.source.archive;

import io.penstock.source.Caps;
import io.penstock.source.FileName;
import io.penstock.source.Origin;
import io.penstock.source.SourceRefused;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The names in an archive: each once, so many that they fit into memory, and none that means more than a place below the archive's own top. */
final class EntryNames {

    /** Most are shorter. Each folder counts, too: a deep path has many. */
    private static final long CHARACTERS_A_FILE = 200;

    private static final long SOME_CHARACTERS = 1 << 20;

    private final long most;
    private final Set<String> leaves = new HashSet<>();
    private final Set<String> folders = new HashSet<>();
    private @Nullable String top;
    private boolean oneTop = true;
    private long characters;

    EntryNames(Caps caps) {
        this.most = SOME_CHARACTERS + CHARACTERS_A_FILE * caps.files();
    }

    /** The name of a folder; empty for the top itself. */
    void folder(String name) throws SourceRefused {
        var path = path(name.endsWith("/") ? name.substring(0, name.length() - 1) : name);
        if (!path.isEmpty()) {
            addFolder(path);
            see(path, true);
        }
    }

    /** The path of what is no folder. */
    String leaf(String name) throws SourceRefused {
        var path = path(name);
        if (path.isEmpty()) {
            throw unsafe(name, "has no name");
        }
        if (!leaves.add(path)) {
            throw unsafe(path, "is in it twice");
        }
        count(path);
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

    private void addFolder(String path) throws SourceRefused {
        for (var folder = path; folders.add(folder); ) {
            count(folder);
            int slash = folder.lastIndexOf('/');
            if (slash < 0) {
                return;
            }
            folder = folder.substring(0, slash);
        }
    }

    private void count(String path) throws SourceRefused {
        characters += path.length();
        if (characters > most) {
            throw Origin.ARCHIVE.tooLarge(
                    "The names of its files and folders have more than %d characters.".formatted(most));
        }
    }

    /** What the name of an entry stands for; many tars begin each with ./ */
    static String path(String name) throws SourceRefused {
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
