package io.penstock.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.db.artifact.Artifact.Content;
import io.penstock.db.job.Uuid7;
import io.penstock.store.Store.Put;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTest {

    /** Of "hello", as anybody's sha256sum has it. */
    private static final String HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    private final ArtifactId id = new ArtifactId(Uuid7.next());
    private Path root;

    @BeforeEach
    void setUp(@TempDir Path folder) {
        root = folder;
    }

    private Folder folder() {
        return new Folder(root.resolve("not/yet/there"));
    }

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    private interface Look {
        void look() throws IOException;
    }

    /** Looks around when it is come to. */
    private static final class End extends InputStream {

        private final Look look;

        End(Look look) {
            this.look = look;
        }

        @Override
        public int read() throws IOException {
            look.look();
            return -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int count) throws IOException {
            return read();
        }
    }

    private static Content stored(Put put) {
        assertThat(put).isInstanceOf(Put.Stored.class);
        return ((Put.Stored) put).content();
    }

    private List<Path> files() throws IOException {
        try (var files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static String read(InputStream in) throws IOException {
        try (in) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    @Test
    void whatIsPutInIsMeasuredAndComesOutAgain() throws IOException {
        var content = stored(folder().put(id, text("hello"), 5));

        assertThat(content.bytes()).isEqualTo(5);
        assertThat(content.sha256()).isEqualTo(HELLO);
        assertThat(read(folder().open(id, content.object(), 0, 5))).isEqualTo("hello");
        assertThat(read(folder().open(id, content.object(), 1, 3))).isEqualTo("ell");
        assertThat(read(folder().open(id, content.object(), 4, 1))).isEqualTo("o");
    }

    @Test
    void nothingIsSomethingToo() throws IOException {
        var content = stored(folder().put(id, text(""), 0));
        assertThat(content.bytes()).isZero();
        assertThat(read(folder().open(id, content.object(), 0, 0))).isEmpty();
    }

    @Test
    void ofWhatIsTooLongNothingIsLeft() throws IOException {
        assertThat(folder().put(id, text("hello!"), 5)).isEqualTo(new Put.TooLong());
        assertThat(files()).isEmpty();
    }

    @Test
    void ofWhatBreaksOffNothingIsLeft() throws IOException {
        var broken = new SequenceInputStream(text("hel"), new End(() -> {
            throw new IOException("hung up");
        }));
        assertThatThrownBy(() -> folder().put(id, broken, 5))
                .isInstanceOf(IOException.class)
                .hasMessage("hung up");
        assertThat(files()).isEmpty();
    }

    @Test
    void aFileHasItsNameWhenItIsWholeAndNotBefore() throws IOException {
        var seen = new SequenceInputStream(
                text("hel"),
                new End(() -> assertThat(files()).singleElement().asString().endsWith(".part")));
        stored(folder().put(id, seen, 5));
        assertThat(files()).singleElement().asString().doesNotEndWith(".part");
    }

    @Test
    void twoUploadsOfOneArtifactDoNotTouchEachOther() throws IOException {
        var one = stored(folder().put(id, text("one"), 5));
        var two = stored(folder().put(id, text("two"), 5));

        folder().delete(id, one.object());

        assertThat(read(folder().open(id, two.object(), 0, 3))).isEqualTo("two");
        assertThatThrownBy(() -> folder().open(id, one.object(), 0, 3)).isInstanceOf(StoreUnavailable.class);
        folder().delete(id, one.object());
    }

    @Test
    void allOfAnArtifactGoesAlsoWhatACrashLeftAndNothingElse() throws IOException {
        folder().deleteAll(id);
        stored(folder().put(id, text("one"), 5));
        var whole = stored(folder().put(id, text("two"), 5));
        var file = files().getFirst();
        Files.writeString(file.resolveSibling(id.digits() + ".0123456789abcdef.part"), "half");
        var other = Files.writeString(file.resolveSibling("f" + id.digits().substring(1) + ".a"), "another's");

        folder().deleteAll(id);

        assertThat(files()).containsExactly(other);
        assertThatThrownBy(() -> folder().open(id, whole.object(), 0, 3)).isInstanceOf(StoreUnavailable.class);
    }

    @Test
    void filesAreSpreadOverFolders() throws IOException {
        stored(folder().put(id, text("one"), 5));
        var digits = id.digits();
        assertThat(files().getFirst().getParent())
                .isEqualTo(root.resolve("not/yet/there")
                        .resolve(digits.substring(28, 30))
                        .resolve(digits.substring(30)));
    }

    @Test
    void aFolderThatCannotBeWrittenIsSaidWithoutItsPath() throws IOException {
        var file = Files.writeString(root.resolve("file"), "");
        assertThatThrownBy(() -> new Folder(file).put(id, text("a"), 1))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageNotContaining(root.toString());
    }
}
