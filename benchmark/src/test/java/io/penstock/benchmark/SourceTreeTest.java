package io.penstock.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceTreeTest {

    @TempDir
    Path folder;

    private Path from;
    private Path into;

    @BeforeEach
    void make() throws IOException {
        from = Files.createDirectories(folder.resolve("from"));
        into = Files.createDirectories(folder.resolve("into"));
    }

    private SourceTree mill(int files) throws IOException {
        try (var jar = new ZipOutputStream(Files.newOutputStream(from.resolve("mill-sources.jar")))) {
            for (int nr = 0; nr < files; nr++) {
                jar.putNextEntry(new ZipEntry("mill/target/Wheel%03d.java".formatted(nr)));
                jar.write("class Wheel%03d {}".formatted(nr).getBytes(StandardCharsets.UTF_8));
            }
            jar.putNextEntry(new ZipEntry("mill/wheel.properties"));
            jar.putNextEntry(new ZipEntry("../../../Outside.java"));
        }
        return SourceTree.gather(from, into);
    }

    private static Map<String, String> read(Path archive) throws IOException {
        var files = new TreeMap<String, String>();
        try (var zip = new ZipInputStream(Files.newInputStream(archive))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    @Test
    void whatIsJavaIsTakenFromFoldersAndArchives() throws IOException {
        Files.createDirectories(from.resolve("own"));
        Files.writeString(from.resolve("own/Gate.java"), "class Gate {}");
        Files.writeString(from.resolve("own/notes.txt"), "none");
        var archive = folder.resolve("all.zip");
        mill(1).zip(archive);
        assertThat(read(archive))
                .isEqualTo(Map.of(
                        "sources/folder/src/main/java/own/Gate.java", "class Gate {}",
                        "sources/mill-sources.jar/src/main/java/mill/target/Wheel000.java", "class Wheel000 {}"));
    }

    @Test
    void itMayLieBelowAnyFolder() throws IOException {
        into = folder.resolve("./into/../into/.");
        assertThat(mill(3).size()).isEqualTo(3);
    }

    @Test
    void aFolderWithoutJavaIsRefused() {
        assertThatThrownBy(() -> SourceTree.gather(from, into)).hasMessage("There is no file of Java in " + from + ".");
    }

    @Test
    void someAreFromAllOver() throws IOException {
        var archive = folder.resolve("some.zip");
        var some = mill(100).some(4, folder.resolve("some"));
        some.zip(archive);
        assertThat(some.size()).isEqualTo(4);
        assertThat(read(archive).values())
                .containsExactly("class Wheel000 {}", "class Wheel025 {}", "class Wheel050 {}", "class Wheel075 {}");
    }

    @Test
    void everyFileIsAnotherOneEachTime() throws IOException {
        var tree = mill(2);
        var archive = folder.resolve("time.zip");
        tree.zipChanged(archive, 1);
        var first = read(archive);
        tree.zipChanged(archive, 2);
        assertThat(read(archive).values())
                .containsExactly("class Wheel000 {}\n// Changed 2.\n", "class Wheel001 {}\n// Changed 2.\n")
                .doesNotContainAnyElementsOf(first.values());
    }

    @Test
    void othersAreWhatIsLeft() throws IOException {
        var archive = folder.resolve("others.zip");
        var tree = mill(5);
        tree.without(tree.some(2, folder.resolve("some")), folder.resolve("others"))
                .zip(archive);
        assertThat(read(archive).values())
                .containsExactly("class Wheel001 {}", "class Wheel003 {}", "class Wheel004 {}");
    }

    @Test
    void everyHundredthFileIsChanged() throws IOException {
        var tree = mill(250);
        var before = folder.resolve("before.zip");
        var after = folder.resolve("after.zip");
        tree.zip(before);
        assertThat(tree.zipChanged(after)).isEqualTo(2);
        var was = read(before);
        assertThat(read(after))
                .hasSize(250)
                .hasEntrySatisfying(
                        "sources/mill-sources.jar/src/main/java/mill/target/Wheel099.java",
                        text -> assertThat(text).startsWith("class Wheel099 {}\n//"));
        assertThat(read(after).entrySet().stream()
                        .filter(entry -> !entry.getValue().equals(was.get(entry.getKey()))))
                .hasSize(2);
    }
}
