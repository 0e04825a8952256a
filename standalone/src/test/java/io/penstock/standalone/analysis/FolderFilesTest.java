package io.penstock.standalone.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.source.selection.Reason;
import io.penstock.source.selection.Selection;
import io.penstock.standalone.analysis.FolderFiles.Listing;
import io.penstock.standalone.analysis.FolderFiles.Wanted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderFilesTest {

    private static final Selection ALL = Selection.of(List.of(), List.of());

    @TempDir
    private Path temporary;

    private Path root = Path.of("");

    @BeforeEach
    void root() throws IOException {
        root = Files.createDirectories(temporary.toRealPath().resolve("mill"));
    }

    private Path file(String name, String text) throws IOException {
        var file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static List<String> names(Listing listing) {
        return listing.wanted().stream().map(Wanted::name).toList();
    }

    private Listing list(Selection selection) throws IOException {
        return FolderFiles.list(root, selection, Set.of());
    }

    @Test
    void whatIsIgnoredOrMadeOrGitsOwnIsNotThere() throws IOException {
        file(".gitignore", "*.log\n/generated/\n!keep.log\n");
        file("src/a.py", "a = 1");
        file("src/b.log", "b");
        file("src/keep.log", "k");
        file("generated/c.py", "c = 1");
        file("build/d.py", "d = 1");
        file("node_modules/e/e.js", "e");
        file(".git/config", "token");
        file("sub/.git", "gitdir: elsewhere");
        file("sub/.gitignore", "f.py");
        file("sub/f.py", "f = 1");
        file(".penstock/api-key", "secret");

        assertThat(names(list(ALL))).containsExactly(".gitignore", "src/a.py", "src/keep.log", "sub/.gitignore");
        assertThat(names(list(Selection.of(List.of("build/**"), List.of())))).containsExactly("build/d.py");
    }

    @Test
    void theRulesOfTheWorkingCopyAroundAFolderHold() throws IOException {
        file(".git/HEAD", "ref");
        file(".gitignore", "/part/src/made/\n*.tmp\n");
        file("part/.gitignore", "here.py");
        file("part/src/made/a.py", "a = 1");
        file("part/src/here.py", "b = 1");
        file("part/src/c.tmp", "c");
        file("part/src/d.py", "d = 1");
        root = root.resolve(Path.of("part", "src"));

        assertThat(names(list(ALL))).containsExactly("d.py");
        root = root.resolve("made");
        assertThat(names(list(ALL))).as("who names a folder means it").containsExactly("a.py");
    }

    @Test
    void linksAreNotFollowed() throws IOException {
        var outside = Files.createDirectories(temporary.resolve("outside"));
        Files.writeString(outside.resolve("secret.py"), "s = 1");
        file("a.py", "a = 1");
        Files.createSymbolicLink(root.resolve("folder"), outside);
        Files.createSymbolicLink(root.resolve("file.py"), outside.resolve("secret.py"));
        Files.createSymbolicLink(root.resolve("round"), root);

        var listing = list(ALL);

        assertThat(names(listing)).containsExactly("a.py");
        assertThat(listing.leftOut().count(Reason.LINK)).isEqualTo(3);
    }

    @Test
    void whatNoArchiveMayHoldIsLeftOut() throws IOException {
        file("a.py", "a = 1");
        file("b\\c.py", "b = 1");
        file("grün/d.py", "d = 1");
        Files.write(root.resolve("large.txt"), new byte[FolderFiles.LARGEST + 1]);

        var listing = list(ALL);

        assertThat(names(listing)).containsExactly("a.py", "grün/d.py");
        assertThat(listing.leftOut().count(Reason.BAD_NAME)).isOne();
        assertThat(listing.leftOut().count(Reason.TOO_LARGE)).isOne();
    }

    @Test
    void whatIsPenstocksOwnIsNotThere() throws IOException {
        file("a.py", "a = 1");
        var report = file("report.html", "<html>");
        file("data/postgres/log", "log");

        var listing = FolderFiles.list(root, ALL, Set.of(report, root.resolve("data")));

        assertThat(names(listing)).containsExactly("a.py");
    }
}
