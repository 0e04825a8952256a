package io.penstock.benchmark;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Files of Java in a folder, from a folder or archives, and the archives that are made of them. */
final class SourceTree {

    /** Below src no folder is left out for its name, and whatever is around everything is taken off. */
    private static final String TOP = "sources/";

    private static final String SRC = "src/main/java";

    private static final int OFTEN_CHANGED = 100;

    private final Path folder;
    private final List<Path> files;

    private SourceTree(Path folder, List<Path> files) {
        this.folder = folder;
        this.files = List.copyOf(files);
    }

    /** @param from a folder with files of Java, archives, or both, or one archive */
    static SourceTree gather(Path from, Path into) throws IOException {
        for (var file : filesOf(from)) {
            if (isArchive(file)) {
                unpack(file, into.resolve(name(file)).resolve(SRC));
            } else if (isJava(file.toString())) {
                var to = into.resolve("folder").resolve(SRC).resolve(from.relativize(file));
                Files.copy(file, ready(to));
            }
        }
        var files = filesOf(into);
        if (files.isEmpty()) {
            throw new IllegalArgumentException("There is no file of Java in " + from + ".");
        }
        return new SourceTree(into, files);
    }

    private static Path ready(Path file) throws IOException {
        Files.createDirectories(file.resolve("..").normalize());
        return file;
    }

    private static List<Path> filesOf(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static boolean isArchive(Path file) {
        var name = file.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".jar") || name.endsWith(".zip");
    }

    private static boolean isJava(String name) {
        return name.endsWith(".java");
    }

    private static String name(Path archive) {
        return String.valueOf(archive.getFileName());
    }

    private static void unpack(Path archive, Path into) throws IOException {
        try (var zip = new ZipInputStream(Files.newInputStream(archive))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                var to = into.resolve(entry.getName()).normalize();
                if (isJava(entry.getName()) && to.startsWith(into.normalize()) && !Files.exists(to)) {
                    Files.copy(zip, ready(to));
                }
            }
        }
    }

    int size() {
        return files.size();
    }

    /** So many of them, from all over, in a folder of their own. */
    SourceTree some(int count, Path into) throws IOException {
        int most = Math.min(count, files.size());
        var chosen = IntStream.range(0, most)
                .mapToObj(nr -> files.get((int) ((long) nr * files.size() / most)))
                .toList();
        return copy(chosen, into);
    }

    /** Those that the other does not have, in a folder of their own. */
    SourceTree without(SourceTree other, Path into) throws IOException {
        var theirs = other.files.stream().map(other.folder::relativize).collect(Collectors.toSet());
        return copy(
                files.stream()
                        .filter(file -> !theirs.contains(folder.relativize(file)))
                        .toList(),
                into);
    }

    private SourceTree copy(List<Path> chosen, Path into) throws IOException {
        Files.createDirectories(into);
        for (var file : chosen) {
            Files.copy(file, ready(into.resolve(folder.relativize(file))));
        }
        return new SourceTree(into, filesOf(into));
    }

    Path folder() {
        return folder;
    }

    void zip(Path to) throws IOException {
        zip(to, files.size(), 1, "");
    }

    /** The same, but every hundredth file has a line more. Returns how many. */
    int zipChanged(Path to) throws IOException {
        return zip(to, OFTEN_CHANGED - 1, OFTEN_CHANGED, "\n// Changed.\n");
    }

    /** The same, but every file has a line more, which is another one each time. */
    void zipChanged(Path to, int time) throws IOException {
        zip(to, 0, 1, "\n// Changed " + time + ".\n");
    }

    /** @param first the number of the first file that is changed, and then every so many more */
    private int zip(Path to, int first, int every, String change) throws IOException {
        int changed = 0;
        try (var zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(to)))) {
            for (int nr = 0; nr < files.size(); nr++) {
                var file = files.get(nr);
                zip.putNextEntry(new ZipEntry(TOP + folder.relativize(file)));
                try (InputStream content = Files.newInputStream(file)) {
                    content.transferTo(zip);
                }
                if (nr >= first && (nr - first) % every == 0) {
                    zip.write(change.getBytes(StandardCharsets.UTF_8));
                    changed++;
                }
            }
        }
        return changed;
    }
}
