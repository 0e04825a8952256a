package io.penstock.standalone.analysis;

import io.penstock.source.FileName;
import io.penstock.source.selection.Ignores;
import io.penstock.source.selection.LeftOut;
import io.penstock.source.selection.Reason;
import io.penstock.source.selection.Selection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The files of a folder that are wanted, by their names below it. Folders in which there can be none are not entered, and links not followed. */
final class FolderFiles extends SimpleFileVisitor<Path> {

    /** No server looks at a larger one. */
    static final int LARGEST = 8 << 20;

    private static final String IGNORE = ".gitignore";
    private static final int LONGEST_IGNORE = 1 << 20;

    /** Where a service of its own keeps everything, its key too. */
    private static final String OWN = ".penstock";

    private final Path root;
    private final String rootName;
    private final Path workingCopy;
    private final Selection selection;
    private final Set<Path> notThese;
    private final Ignores ignores;
    private final LeftOut leftOut = new LeftOut();
    private final Set<String> names = new HashSet<>();
    private final List<Wanted> wanted = new ArrayList<>();
    private final List<String> unreadable = new ArrayList<>();

    record Wanted(String name, Path path) {}

    /** @param unreadable files and folders that this user may not read */
    record Listing(List<Wanted> wanted, LeftOut leftOut, List<String> unreadable) {}

    private FolderFiles(Path root, Path workingCopy, Selection selection, Set<Path> notThese) {
        this.root = root;
        this.rootName = name(root);
        this.workingCopy = workingCopy;
        this.selection = selection;
        this.notThese = notThese;
        this.ignores = Ignores.in(below(name(workingCopy), rootName));
    }

    /**
     * @param root a real path
     * @param notThese files and folders in it that are Penstock's own
     */
    static Listing list(Path root, Selection selection, Set<Path> notThese) throws IOException {
        var files = new FolderFiles(root, workingCopy(root), selection, notThese);
        files.readIgnoresAbove();
        Files.walkFileTree(root, files);
        files.wanted.sort(Comparator.comparing(Wanted::name, FileName.ORDER));
        return new Listing(files.wanted, files.leftOut, files.unreadable);
    }

    /** The folder that the rules begin in: the root of a working copy of git that the folder lies in, or the folder itself. */
    private static Path workingCopy(Path root) {
        for (var folder = root; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(".git"), LinkOption.NOFOLLOW_LINKS)) {
                return folder;
            }
        }
        return root;
    }

    private void readIgnoresAbove() throws IOException {
        for (var folder = root.getParent();
                folder != null && folder.startsWith(workingCopy);
                folder = folder.getParent()) {
            readIgnores(folder);
        }
    }

    private void readIgnores(Path folder) throws IOException {
        var file = folder.resolve(IGNORE);
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && Files.isReadable(file)
                && Files.size(file) <= LONGEST_IGNORE) {
            ignores.add(
                    below(name(workingCopy), name(folder)),
                    new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        }
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
        var name = below(rootName, name(folder));
        if (!name.isEmpty() && (isOwn(folder) || FileName.isGitsOwn(name))) {
            return FileVisitResult.SKIP_SUBTREE;
        }
        if (!name.isEmpty() && selection.isUnwantedFolder(name, ignores)) {
            leftOut.add(Reason.IGNORED, name + "/");
            return FileVisitResult.SKIP_SUBTREE;
        }
        readIgnores(folder);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        var name = below(rootName, name(file));
        if (isOwn(file) || FileName.isGitsOwn(name)) {
            return FileVisitResult.CONTINUE;
        }
        var reason = attributes.isRegularFile() ? reason(name, attributes.size()) : Reason.LINK;
        if (reason != null) {
            leftOut.add(reason, name);
        } else if (Files.isReadable(file)) {
            wanted.add(new Wanted(name, file));
        } else {
            unreadable.add(name);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path path, IOException failure) throws IOException {
        if (path.equals(root)) {
            throw failure;
        }
        unreadable.add(below(rootName, name(path)));
        return FileVisitResult.CONTINUE;
    }

    private @Nullable Reason reason(String name, long length) {
        if (!FileName.isPlain(name) || !names.add(name)) {
            return Reason.BAD_NAME;
        }
        var unwanted = selection.reason(name, ignores);
        return unwanted == null && length > LARGEST ? Reason.TOO_LARGE : unwanted;
    }

    private boolean isOwn(Path path) {
        return path.endsWith(OWN) || notThese.contains(path);
    }

    /** As bytes of UTF-8, whatever the locale that this process runs in. */
    private static String name(Path path) {
        var name = path.toUri().getPath();
        return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    }

    private static String below(String folder, String name) {
        return name.equals(folder) ? "" : name.substring(folder.length() + 1);
    }
}
