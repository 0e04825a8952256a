package io.penstock.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.artifact.Artifact;
import io.penstock.db.artifact.Artifact.Declared;
import io.penstock.db.artifact.Artifacts;
import io.penstock.db.artifact.Deposits;
import io.penstock.db.artifact.NewArtifact;
import io.penstock.db.artifact.Removal;
import io.penstock.db.artifact.Removals;
import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class ShelfTest {

    private static final String HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final Deposits deposits = new Deposits(test.jdbi());
    private final Removals removals = new Removals(test.jdbi());
    private final Artifacts artifacts = new Artifacts(test.jdbi());
    private Path root;
    private Shelf shelf;

    /** Of at most 10 bytes each, and 25 together. */
    @BeforeEach
    void setUp(@TempDir Path folder) {
        root = folder;
        shelf = new Shelf(new Folder(folder), deposits, removals, settings(10, 25));
    }

    private static ArtifactSettings settings(long most, long quota) {
        return new ArtifactSettings(
                ArtifactSettings.Place.FOLDER,
                "none",
                DataSize.ofBytes(most),
                DataSize.ofBytes(quota),
                List.of("*/*"),
                Duration.ofDays(1),
                "",
                S3Settings.NONE);
    }

    private Artifact begin(@Nullable Long bytes, @Nullable String sha256) {
        return shelf.begin(1, new NewArtifact("a", "text/plain", new Declared(bytes, sha256), Duration.ofDays(1)));
    }

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    private int files() {
        try (var files = Files.walk(root)) {
            return (int) files.filter(Files::isRegularFile).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String content(Artifact artifact) throws IOException {
        var content = Objects.requireNonNull(
                artifacts.find(1, artifact.id()).orElseThrow().content());
        try (var in = shelf.open(artifact.id(), content, 0, content.bytes())) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    @Test
    void whatFitsIsReady() throws IOException {
        var artifact = begin(5L, HELLO);
        assertThat(shelf.fill(artifact, text("hello"))).isInstanceOf(Filled.Ready.class);
        assertThat(content(artifact)).isEqualTo("hello");
    }

    @Test
    void whatIsNotAsDeclaredLeavesNothingBehindAndMayComeAgain() throws IOException {
        var artifact = begin(5L, HELLO);
        assertThat(shelf.fill(artifact, text("hell"))).isEqualTo(new Filled.OtherSize(5));
        assertThat(shelf.fill(artifact, text("hullo"))).isEqualTo(new Filled.OtherContent());
        assertThat(files()).isZero();
        assertThat(shelf.fill(artifact, text("hello"))).isInstanceOf(Filled.Ready.class);
    }

    @Test
    void theLimitIsToldThatWasReached() throws IOException {
        assertThat(shelf.fill(begin(null, null), text("hello world"))).isEqualTo(new Filled.TooLarge(10));
        shelf.fill(begin(null, null), text("1234567890"));
        shelf.fill(begin(null, null), text("1234567890"));
        assertThat(shelf.fill(begin(null, null), text("123456"))).isEqualTo(new Filled.OverQuota(20, 25));
        assertThat(shelf.refusal(1, 6)).contains(new Filled.OverQuota(20, 25));
        assertThat(shelf.refusal(1, 5)).isEmpty();
        assertThat(shelf.refusal(2, 25)).isEmpty();
        assertThat(shelf.fill(begin(null, null), text("12345"))).isInstanceOf(Filled.Ready.class);
        assertThat(files()).isEqualTo(3);
    }

    @Test
    void ofTwoUploadsAtOnceTheFirstCountsAndTheOtherIsDropped() throws IOException {
        var artifact = begin(1L, null);
        var filled = AtOnce.call(8, nr -> {
            try {
                return shelf.fill(artifact, text(String.valueOf(nr)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertThat(filled).filteredOn(one -> one instanceof Filled.Ready).hasSize(1);
        assertThat(filled).filteredOn(one -> one instanceof Filled.OtherContent).hasSize(7);
        assertThat(files()).isEqualTo(1);
        assertThat(content(artifact))
                .isEqualTo(String.valueOf(filled.indexOf(filled.stream()
                        .filter(one -> one instanceof Filled.Ready)
                        .findFirst()
                        .orElseThrow())));
        assertThat(deposits.used(1)).isEqualTo(1);
    }

    @Test
    void theSameTwiceIsTheSame() throws IOException {
        var artifact = begin(null, null);
        shelf.fill(artifact, text("hello"));
        assertThat(shelf.fill(artifact, text("hello"))).isInstanceOf(Filled.Ready.class);
        assertThat(files()).isEqualTo(1);
    }

    @Test
    void whatIsRemovedLeavesNeitherBytesNorRow() throws IOException {
        var artifact = begin(null, null);
        shelf.fill(artifact, text("hello"));

        assertThat(shelf.remove(2, artifact.id(), true)).isEqualTo(new Removal.NotFound());
        assertThat(files()).isEqualTo(1);
        assertThat(shelf.remove(1, artifact.id(), false)).isEqualTo(new Removal.Marked());

        assertThat(files()).isZero();
        assertThat(rows()).isZero();
    }

    @Test
    void whatHasExpiredOrNeverCameToAnEndIsPruned() throws IOException {
        var old = new OldArtifacts(removals, shelf);
        var expired = begin(null, null);
        shelf.fill(expired, text("hello"));
        var stuck = begin(null, null);
        new Folder(root).put(stuck.id(), text("of a process that died"), 100);
        assertThat(old.prune(10)).isZero();
        test.jdbi().useHandle(handle -> {
            handle.execute(
                    "UPDATE artifact SET expires_at = now() WHERE id = ?",
                    expired.id().uuid());
            handle.execute(
                    "UPDATE artifact SET created_at = now() - interval '25 hours' WHERE id = ?",
                    stuck.id().uuid());
        });

        assertThat(old.prune(10)).isEqualTo(2);

        assertThat(files()).isZero();
        assertThat(rows()).isZero();
        assertThat(deposits.used(1)).isZero();
    }

    @Test
    void aRemovalThatBrokeOffIsGoneOnWith() throws IOException {
        var artifact = begin(null, null);
        shelf.fill(artifact, text("hello"));
        removals.mark(1, artifact.id(), false);

        assertThat(new OldArtifacts(removals, shelf).prune(10)).isEqualTo(1);

        assertThat(files()).isZero();
        assertThat(rows()).isZero();
    }

    private int rows() {
        return test.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT count(*) FROM artifact")
                        .mapTo(Integer.class)
                        .one());
    }
}
