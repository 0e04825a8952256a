package io.penstock.source.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.penstock.source.Caps;
import io.penstock.source.Progress;
import io.penstock.source.Source;
import io.penstock.source.SourceRefused;
import io.penstock.source.selection.LeftOut;
import io.penstock.source.selection.Reason;
import io.penstock.source.selection.Selection;
import io.penstock.source.snapshot.Snapshot;
import io.penstock.source.testing.Reading;
import io.penstock.source.testing.Tars;
import io.penstock.source.testing.Zips;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchivesTest {

    private static final Caps CAPS = new Caps(10 << 20, 100 << 20, 1000, 100_000, Duration.ofMinutes(1));
    private static final Selection ALL = Selection.of(null, null);
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private Path work;

    @BeforeEach
    void place() {
        work = folder.resolve("work");
    }

    @AfterEach
    void nothingStays() {
        assertThat(work).isEmptyDirectory();
    }

    static Stream<byte[]> theSameInAllFormats() {
        return Stream.of(
                zip().bytes(),
                zip().comment("PK\005\006 all").bytes(),
                fill(new Zips().stored()).bytes(),
                fill(new Zips().mode64()).bytes(),
                streamed(),
                tar().plain(),
                tar().gzip(),
                twoMembers(tar().plain()));
    }

    @ParameterizedTest
    @MethodSource("theSameInAllFormats")
    void anArchiveIsReadInTheOrderOfItsPaths(byte[] archive) throws Exception {
        try (var snapshot = open(archive)) {
            assertThat(Reading.files(snapshot))
                    .extracting(file -> file.path() + " " + file.text())
                    .containsExactly("B b", "a/z z", "a0 ä", "\uFF5E 1", "\uD83D\uDE00 2");
            assertThat(snapshot.version()).isEqualTo(sha256(archive));
            assertThat(snapshot.file(2).sha256()).isEqualTo(sha256("ä".getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static Zips zip() {
        return fill(new Zips());
    }

    private static Zips fill(Zips zip) {
        return zip.folder("top/")
                .file("top/a0", "ä")
                .file("top/a/z", "z")
                .file("top/\uD83D\uDE00", "2")
                .file("top/\uFF5E", "1")
                .file("top/B", "b");
    }

    private static Tars tar() {
        return new Tars()
                .note("comment", "0".repeat(40))
                .folder("./")
                .folder("./top/")
                .file("./top/a0", "ä")
                .file("./top/a/z", "z")
                .file("./top/\uD83D\uDE00", "2")
                .file("./top/\uFF5E", "1")
                .file("./top/B", "b");
    }

    /** As it is written where lengths are not known before: they stand behind the data. */
    private static byte[] streamed() {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (var file : List.of("a0 ä", "a/z z", "\uD83D\uDE00 2", "\uFF5E 1", "B b")) {
                zip.putNextEntry(new ZipEntry("top/" + file.substring(0, file.indexOf(' '))));
                zip.write(file.substring(file.indexOf(' ') + 1).getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] twoMembers(byte[] plain) {
        return joined(Tars.gzip(Arrays.copyOf(plain, 700)), Tars.gzip(Arrays.copyOfRange(plain, 700, plain.length)));
    }

    private static byte[] joined(byte[] first, byte[] second) {
        var both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @Test
    void twoTopsAreKept() throws Exception {
        try (var snapshot = open(new Zips().file("a/x", "1").file("b/x", "2").bytes())) {
            assertThat(Reading.paths(snapshot)).containsExactly("a/x", "b/x");
        }
        try (var snapshot = open(new Zips().file("a/x", "1").file("x", "2").bytes())) {
            assertThat(Reading.paths(snapshot)).containsExactly("a/x", "x");
        }
        try (var snapshot = open(new Zips().file("a/x", "1").folder("empty/").bytes())) {
            assertThat(Reading.paths(snapshot)).containsExactly("a/x");
        }
    }

    @Test
    void namesThatDifferByCaseAreTwoFiles() throws Exception {
        try (var snapshot =
                open(new Zips().file("README", "1").file("readme", "2").bytes())) {
            assertThat(Reading.paths(snapshot)).containsExactly("README", "readme");
        }
    }

    @Test
    void oldNamesAreReadAsTheyWereWritten() throws Exception {
        try (var snapshot =
                open(new Zips().encoding("IBM437").file("gr\u00fcn", "1").bytes())) {
            assertThat(Reading.paths(snapshot)).containsExactly("gr\u00fcn");
        }
    }

    @Test
    void ignoreFilesHoldWhereverTheyStandInTheArchive() throws Exception {
        var tar = new Tars()
                .file("top/a/x.log", "1")
                .file("top/b/x.log", "2")
                .file("top/out/y", "3")
                .file("top/b/.gitignore", "!*.log\n")
                .file("top/.gitignore", "*.log\nout/\n");

        try (var snapshot = open(tar.gzip())) {
            assertThat(Reading.paths(snapshot)).containsExactly(".gitignore", "b/.gitignore", "b/x.log");
            assertThat(snapshot.leftOut().examples(Reason.IGNORED)).containsExactly("a/x.log", "out/y");
        }
    }

    @Test
    void whatIsLeftOutIsCountedByReason() throws Exception {
        var tar = new Tars().file("keep.txt", "1");
        for (int i = 0; i < 25; i++) {
            tar.file("bin/%02d".formatted(i), new byte[] {0});
        }
        tar.file("large.txt", new byte[100_001])
                .file(".git/config", "c")
                .file("no.md", "n")
                .file("not.txt", "t")
                .link("soft", TarConstants.LF_SYMLINK)
                .link("hard", TarConstants.LF_LINK)
                .link("device", TarConstants.LF_CHR)
                .link("pipe", TarConstants.LF_FIFO);

        try (var snapshot = open(tar.plain(), Selection.of(List.of("*.txt", "bin/"), List.of("not.*")), CAPS)) {
            assertThat(Reading.paths(snapshot)).containsExactly("keep.txt");
            var left = snapshot.leftOut();
            assertThat(left.count(Reason.BINARY)).isEqualTo(25);
            assertThat(left.examples(Reason.BINARY))
                    .hasSize(LeftOut.EXAMPLES)
                    .startsWith("bin/00")
                    .endsWith("bin/19");
            assertThat(left.examples(Reason.TOO_LARGE)).containsExactly("large.txt");
            assertThat(left.examples(Reason.IGNORED)).containsExactly(".git/config");
            assertThat(left.examples(Reason.NOT_INCLUDED)).containsExactly("no.md");
            assertThat(left.examples(Reason.EXCLUDED)).containsExactly("not.txt");
            assertThat(left.examples(Reason.LINK)).containsExactly("device", "hard", "pipe", "soft");
        }
        try (var snapshot = open(new Zips().file("a", "1").link("soft").bytes())) {
            assertThat(snapshot.leftOut().examples(Reason.LINK)).containsExactly("soft");
        }
    }

    @Test
    void nothingSelectedSaysWhatThereIs() {
        var tar = new Tars()
                .file("a.MD", "1")
                .file("b.md", "2")
                .file("c.txt", "3")
                .file("d", "4");

        var refused = refusal(tar.plain(), Selection.of(List.of("*.java"), null), CAPS);

        assertThat(refused.code()).isEqualTo("nothing_selected");
        assertThat(refused.pointer()).isEqualTo("/include");
        assertThat(refused.sentence())
                .isEqualTo("include matches none of the 4 files, which end in .md (2), .txt (1).");
        var excluded = refusal(tar.plain(), Selection.of(null, List.of("*.md", "*.MD", "*.txt", "d")), CAPS);
        assertThat(excluded.pointer()).isEqualTo("/exclude");
        assertThat(excluded.sentence()).isEqualTo("None of the 4 files is left: 4 excluded.");
        var noText = refusal(
                new Zips().file("a", new byte[] {0}).file("target/b", "").bytes());
        assertThat(noText.pointer()).isEqualTo("/source");
        assertThat(noText.sentence()).isEqualTo("None of the 2 files is left: 1 ignored, 1 binary.");
        var empty = refusal(new Zips().bytes());
        assertThat(empty.pointer()).isEqualTo("/source");
        assertThat(empty.sentence()).isEqualTo("The source has no files.");
    }

    @Test
    void namesHaveToFitIntoMemory() {
        var deep = new Tars();
        for (int i = 0; i < 10; i++) {
            deep.file(i + "/a".repeat(490), "1");
        }

        var refused = refusal(deep.gzip());

        assertThat(refused.code()).isEqualTo("archive_too_large");
        assertThat(refused.sentence())
                .isEqualTo("The names of its files and folders have more than 1248576 characters.");
    }

    @Test
    void whatTakesLongerThanTheCheckIsLeftToWhoOpensIt() throws Exception {
        var zip = new Zips().file("../a", "1").bytes();

        archives().check(source(zip), ALL, CAPS, Duration.ofNanos(1));

        assertThat(refusal(zip).code()).isEqualTo("archive_unsafe");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../a",
                "a/../../b",
                "/etc/passwd",
                "a\\b",
                "..\\a",
                "C:/a",
                "c:a",
                "a\nb",
                "a\u0007",
                "a\u0085",
                "a//b",
                "//a",
                "a/.."
            })
    void namesThatLeadAnywhereElseAreRefused(String name) {
        for (var archive : List.of(
                new Zips()
                        .file("x", "1")
                        .file(name.replace('\\', '\u0001'), "2")
                        .bytes(),
                new Tars().file(name, "2").plain())) {
            var refused = refusal(archive);
            assertThat(refused.code()).as(name).isEqualTo("archive_unsafe");
            assertThat(refused.pointer()).isEqualTo("/source/artifact");
            assertThat(refused.sentence()).doesNotContain("\n").doesNotContain("\u0007");
        }
        assertThat(refusal(new Tars()
                                .file("ok", "1")
                                .link(name, TarConstants.LF_SYMLINK)
                                .plain())
                        .code())
                .isEqualTo("archive_unsafe");
    }

    @Test
    void aBackslashOrNulInAZipIsRefused() {
        for (byte c : new byte[] {'\\', 0}) {
            var zip = new Zips().file("aXb", "1").spoilt();
            zip.put(Zips.LOCAL_NAME + 1, c).put(Zips.header(zip, 0) + 46 + 1, c);
            assertThat(refusal(Zips.bytes(zip)).code()).isEqualTo("archive_unsafe");
        }
    }

    @Test
    void aNameIsInAnArchiveOnce() {
        for (var archive : List.of(
                new Zips().file("a", "1").file("a", "2").bytes(),
                new Tars().file("a", "1").file("./a", "2").plain(),
                new Tars().file("a", "1").link("a", TarConstants.LF_SYMLINK).plain(),
                new Tars()
                        .link("a", TarConstants.LF_SYMLINK)
                        .file("a/passwd", "2")
                        .plain(),
                new Tars().file("a", "1").folder("a/").plain())) {
            assertThat(refusal(archive).code()).isEqualTo("archive_unsafe");
        }
        assertThat(refusal(new Zips().file("a", "1").file("a", "2").bytes()).sentence())
                .isEqualTo("The entry a is in it twice.");
    }

    @Test
    void whatIsNoArchiveIsUnknown() {
        for (var file : List.of("", "PK", "text", "Rar!\u001a\u0007", "x".repeat(5000))) {
            assertThat(refusal(file.getBytes(StandardCharsets.ISO_8859_1)).code())
                    .isEqualTo("archive_unknown");
        }
        assertThat(refusal(Tars.gzip(new byte[2000])).sentence()).isEqualTo("The file is gzip, but of no tar.");
        var zip = new Zips().file("a", "1").spoilt();
        zip.putShort(Zips.header(zip, 0) + Zips.METHOD, (short) 12);
        assertThat(refusal(Zips.bytes(zip)).code()).isEqualTo("archive_unknown");
    }

    @Test
    void encryptedEntriesAreRefused() {
        var zip = new Zips().file("a", "1").file("b", "2").spoilt();
        int flags = Zips.header(zip, 1) + Zips.FLAGS;
        zip.putShort(flags, (short) (zip.getShort(flags) | 1));

        var refused = refusal(Zips.bytes(zip));

        assertThat(refused.code()).isEqualTo("archive_encrypted");
        assertThat(refused.sentence()).isEqualTo("The entry b is encrypted.");
    }

    @Test
    void whatEndsTooEarlyIsBroken() {
        var large = new byte[50_000];
        new Random(1).nextBytes(large);
        var tar = new Tars().file("a", "1").file("b", large);
        var plain = tar.plain();
        var gzip = Tars.gzip(plain);
        var zip = new Zips().file("a", "1").file("b", large).bytes();

        assertThat(refusal(Arrays.copyOf(plain, 30_000)).sentence()).contains("after b");
        for (int length : new int[] {1024 + 1, 1024 + 300, 1024 + 511, 1024 + 512 + 1}) {
            assertThat(refusal(Arrays.copyOf(plain, length)).code()).isEqualTo("archive_broken");
        }
        for (var archive : List.of(plain, gzip, zip)) {
            assertThat(refusal(Arrays.copyOf(archive, 30_000)).code()).isEqualTo("archive_broken");
        }
        assertThat(refusal(Arrays.copyOf(zip, zip.length - 1)).code()).isEqualTo("archive_broken");
        assertThat(refusal(Arrays.copyOf(gzip, gzip.length - 4)).code()).isEqualTo("archive_broken");
        assertThat(refusal(Arrays.copyOf(gzip, 12)).code()).isEqualTo("archive_broken");
    }

    @Test
    void aDamagedHeaderOfATarIsBroken() {
        var tar = new Tars().file("a", "1").file("b", "2").plain();
        tar[1024] = 'c';

        assertThat(refusal(tar).sentence()).isEqualTo("The tar cannot be read after a.");
    }

    @Test
    void aZipThatLiesIsBroken() {
        var text = "x".repeat(1000);
        for (var lie : List.<Lie>of(
                zip -> zip.putInt(Zips.header(zip, 0) + Zips.LENGTH, 10),
                zip -> zip.putInt(Zips.header(zip, 0) + Zips.LENGTH, 1001),
                zip -> zip.putInt(Zips.header(zip, 0) + Zips.CRC, 1),
                zip -> zip.putInt(Zips.header(zip, 0) + Zips.AT, zip.getInt(Zips.header(zip, 1) + Zips.AT)),
                zip -> zip.putInt(Zips.header(zip, 0) + Zips.AT, 1 << 30),
                zip -> zip.put(Zips.LOCAL_NAME, (byte) 'c'),
                zip -> zip.putShort(Zips.LOCAL_METHOD, (short) 0),
                zip -> zip.putInt(0, 1).putInt(0, 0x04034b50).put(6, (byte) (zip.get(6) | 1)),
                zip -> zip.putShort(Zips.end(zip) + Zips.END_COUNT, (short) 1),
                zip -> zip.putShort(Zips.end(zip) + 20, (short) 1),
                zip -> zip.putInt(Zips.end(zip) + 12, zip.getInt(Zips.end(zip) + 12) - 1),
                zip -> zip.putInt(Zips.end(zip) + 16, 5),
                zip -> zip.putInt(Zips.header(zip, 1), 0))) {
            var zip = new Zips().file("a", text).file("b", text).spoilt();
            lie.tell(zip);
            assertThat(refusal(Zips.bytes(zip)).code()).isEqualTo("archive_broken");
        }
    }

    @Test
    void entriesThatShareTheirBytesAreRefused() {
        var zip = new Zips().file("a", "1").file("b", "2").spoilt();
        int packed = Zips.header(zip, 0) + Zips.PACKED;
        zip.putInt(packed, zip.getInt(packed) + 40);

        assertThat(refusal(Zips.bytes(zip)).sentence())
                .isEqualTo("The entry a of the zip lies where something else lies.");
    }

    private interface Lie {
        void tell(ByteBuffer zip);
    }

    @Test
    void aBombIsRefused() {
        var zeros = new byte[11 << 20];
        for (var archive : List.of(
                new Zips().file("a", zeros).bytes(),
                new Tars().file("a", zeros).gzip(),
                new Tars().longName(zeros).file("a", "").gzip())) {
            assertThat(refusal(archive).code()).isIn("archive_bomb", "archive_broken");
        }
        assertThat(refusal(new Zips().file("a", zeros).bytes()).code()).isEqualTo("archive_bomb");
        assertThat(refusal(new Tars().file("a", zeros).gzip()).code()).isEqualTo("archive_bomb");
    }

    @Test
    void aSmallFileThatCompressesWellIsNone() throws Exception {
        try (var snapshot = open(new Zips()
                .file("a", " ".repeat(90_000))
                .file("b", new byte[9 << 20])
                .bytes())) {
            assertThat(Reading.paths(snapshot)).containsExactly("a");
        }
    }

    @Test
    void headersWithoutEndAreRefused() {
        var noise = new byte[100_000];
        new Random(1).nextBytes(noise);
        assertThat(refusal(new Tars().longName(noise).file("a", "").plain()).code())
                .isEqualTo("archive_broken");
        var tar = new Tars();
        for (int i = 0; i < 20; i++) {
            tar.note("k" + i, "x".repeat(4000)).file("f" + i, "1");
        }
        assertThat(refusal(tar.plain()).code()).isEqualTo("archive_broken");
    }

    @Test
    void capsHold() {
        var two = new Zips().file("a", "12345").file("b", "12345").bytes();
        var tar = new Tars().file("a", "12345").folder("b/").gzip();

        assertThat(refusal(two, ALL, new Caps(two.length - 1, 100, 10, 10, Duration.ofMinutes(1)))
                        .sentence())
                .isEqualTo("The archive has more than " + (two.length - 1) + " bytes.");
        assertThat(refusal(two, ALL, new Caps(1000, 9, 10, 10, Duration.ofMinutes(1)))
                        .sentence())
                .isEqualTo("The archive unpacks to more than 9 bytes.");
        for (var archive : List.of(two, tar)) {
            var refused = refusal(archive, ALL, new Caps(1000, 10_000, 1, 10, Duration.ofMinutes(1)));
            assertThat(refused.code()).isEqualTo("archive_too_large");
            assertThat(refused.sentence()).isEqualTo("The archive has more than 1 files, folders and links.");
        }
    }

    @Test
    void whatTakesTooLongIsRefused() {
        var zip = new Zips().file("a", "1").bytes();

        assertThat(opening(zip, ALL, new Caps(1000, 100, 10, 10, Duration.ofNanos(1)))
                        .code())
                .isEqualTo("archive_too_slow");
    }

    @Test
    void manyIgnoreRulesAreRefused() {
        var large = new Tars().file("a/.gitignore", "x\n".repeat(300_000)).file("b/.gitignore", "x\n".repeat(300_000));

        assertThat(refusal(large.plain()).sentence()).isEqualTo("The .gitignore files have more than 1048576 bytes.");
    }

    @Test
    void archivesInArchivesAreNotOpened() throws Exception {
        try (var snapshot = open(new Zips()
                .file("a", "1")
                .file("b.zip", new Zips().file("c", "2").bytes())
                .bytes())) {
            assertThat(Reading.paths(snapshot)).containsExactly("a");
            assertThat(snapshot.leftOut().examples(Reason.BINARY)).containsExactly("b.zip");
        }
    }

    private Snapshot open(byte[] archive) throws Exception {
        return open(archive, ALL, CAPS);
    }

    private Snapshot open(byte[] archive, Selection selection, Caps caps) throws Exception {
        archives().check(source(archive), selection, caps, LONG);
        assertThat(work).as("nothing stays of a check").isEmptyDirectory();
        return archives().open(source(archive), selection, caps, Progress.UNTOLD);
    }

    private Archives archives() {
        return new Archives(work, Clock.systemUTC());
    }

    private static Source.Archive source(byte[] archive) {
        return new Source.Archive(() -> new ByteArrayInputStream(archive));
    }

    private SourceRefused refusal(byte[] archive) {
        return refusal(archive, ALL, CAPS);
    }

    /** The same one from who opens it and who checks it. */
    private SourceRefused refusal(byte[] archive, Selection selection, Caps caps) {
        var refused = opening(archive, selection, caps);
        assertThat(Files.exists(work)).isTrue();
        var checked = catchThrowableOfType(
                SourceRefused.class, () -> archives().check(source(archive), selection, caps, LONG));
        assertThat(told(checked)).isEqualTo(told(refused));
        return refused;
    }

    private static String told(SourceRefused refused) {
        return refused.code() + " " + refused.pointer() + " " + refused.sentence();
    }

    private SourceRefused opening(byte[] archive, Selection selection, Caps caps) {
        return catchThrowableOfType(
                SourceRefused.class, () -> archives().open(source(archive), selection, caps, Progress.UNTOLD));
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
