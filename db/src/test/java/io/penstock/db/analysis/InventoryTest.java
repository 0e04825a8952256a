package io.penstock.db.analysis;

import static io.penstock.db.analysis.TestAnalyses.file;
import static io.penstock.db.analysis.TestAnalyses.found;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.analysis.AnalyzedFile;
import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.catalog.json.Sha256;
import io.penstock.db.analysis.AnalysisResults.FileRow;
import io.penstock.db.analysis.AnalysisResults.Progress;
import io.penstock.db.analysis.Inventory.Unpacked;
import io.penstock.db.analysis.SideBySide.Compared;
import io.penstock.db.job.Uuid7;
import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class InventoryTest {

    private static final ArtifactId ARTIFACT = new ArtifactId(Uuid7.next());

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    @AutoClose
    private final TestAnalyses at = new TestAnalyses(test);

    private Hold begin() {
        at.create();
        return at.take().hold();
    }

    private List<String> unpacked(Hold hold) {
        return at.inventory.unpacked(hold.id(), 0, 100).stream()
                .map(Unpacked::path)
                .toList();
    }

    private void pack(Hold hold, int nr) {
        at.inventory.pack(hold, nr, ARTIFACT, at.inventory.unpacked(hold.id(), 0, 100));
    }

    private void collect(Hold hold, int nr, AnalyzedFile... files) {
        at.inventory.collect(hold, nr, List.of(files), (form, file) -> TestAnalyses.key(form), "gone");
    }

    private List<FileRow> page(Hold hold, @Nullable String path) {
        return at.results.page(hold.id(), 0, path, 100);
    }

    @Test
    void whatIsThereAlreadyIsNotAddedAgain() {
        var hold = begin();
        assertThat(at.inventory.last(hold.id())).isZero();
        at.inventory.add(hold, List.of(file(1, "A.java", "a"), file(2, "B.java", "b")));
        at.inventory.add(hold, List.of(file(2, "B.java", "b"), file(3, "C.java", "c")));
        assertThat(at.inventory.last(hold.id())).isEqualTo(3);
        assertThat(page(hold, null)).extracting(FileRow::path).containsExactly("A.java", "B.java", "C.java");
        assertThat(at.results.page(hold.id(), 1, null, 1))
                .extracting(FileRow::path)
                .containsExactly("B.java");
        assertThat(at.results.progress(hold.id())).isEqualTo(new Progress(3, 0, 0, 0));
    }

    @Test
    void ofFilesThatAreAlikeOneIsLookedAtForAll() {
        var hold = begin();
        at.inventory.add(hold, List.of(file(1, "A.java", "a"), file(2, "B.java", "b"), file(3, "C.java", "a")));
        assertThat(unpacked(hold)).containsExactly("A.java", "B.java");
        assertThat(at.inventory.unpacked(hold.id(), 0, 1)).containsExactly(new Unpacked(1, "A.java", 1));
        assertThat(at.inventory.unpacked(hold.id(), 1, 9)).containsExactly(new Unpacked(2, "B.java", 1));
        pack(hold, 1);
        assertThat(unpacked(hold)).isEmpty();
        assertThat(at.inventory.lastPack(hold.id())).isEqualTo(1);
        assertThat(at.inventory.open(hold.id())).isEqualTo(1);
        collect(hold, 1, found("A.java", "first"), found("B.java", "second"));
        assertThat(at.inventory.open(hold.id())).isZero();
        assertThat(at.results.progress(hold.id())).isEqualTo(new Progress(3, 3, 0, 0));
        assertThat(page(hold, "C").getFirst().result()).isEqualTo(found("C.java", "first"));
    }

    @Test
    void toCollectTwiceIsToCollect() {
        var hold = begin();
        at.inventory.add(hold, List.of(file(1, "A.java", "a")));
        pack(hold, 1);
        collect(hold, 1, found("A.java", "first"));
        collect(hold, 1, found("A.java", "second"));
        var byAnotherVersion = List.of(found("A.java", "third"));
        at.inventory.collect(hold, 1, byAnotherVersion, (form, file) -> Sha256.of("version 2"), "gone");
        assertThat(page(hold, null).getFirst().result()).isEqualTo(found("A.java", "first"));
    }

    @Test
    void whatThePackSaysNothingOfHasFailed() {
        var hold = begin();
        at.inventory.add(hold, List.of(file(1, "A.java", "a"), file(2, "B.java", "b"), file(3, "C.java", "b")));
        pack(hold, 1);
        collect(hold, 1, found("A.java", "first"), found("Z.java", "of another source"));
        assertThat(at.results.progress(hold.id())).isEqualTo(new Progress(3, 1, 0, 2));
        assertThat(page(hold, "B").getFirst().errorCode()).isEqualTo("gone");
    }

    @Test
    void whatIsKnownForTheDayIsReusedUnlessMoreIsKnown() {
        var first = begin();
        at.inventory.add(first, List.of(file(1, "A.java", "a")));
        pack(first, 1);
        at.inventory.collect(
                first, 1, List.of(found("A.java", "slow")), (form, file) -> TestAnalyses.keyToday(form), "gone");
        var second = begin();
        at.inventory.add(second, List.of(file(1, "A.java", "a")));
        assertThat(page(second, null).getFirst().result()).isEqualTo(found("A.java", "slow"));

        at.inventory.collect(first, 1, List.of(found("A.java", "all")), (form, file) -> TestAnalyses.key(form), "gone");
        var third = begin();
        at.inventory.add(third, List.of(file(1, "A.java", "a")));
        assertThat(page(third, null).getFirst().result()).isEqualTo(found("A.java", "all"));
    }

    @Test
    void whatIsKnownIsReused() {
        var first = begin();
        at.inventory.add(first, List.of(file(1, "A.java", "a"), file(2, "B.java", "b")));
        pack(first, 1);
        collect(first, 1, found("A.java", "first"), found("B.java", "second"));

        var second = begin();
        at.inventory.add(
                second, List.of(file(1, "A.java", "a"), file(2, "B.java", "new"), file(3, "moved/B.java", "b")));
        assertThat(unpacked(second)).containsExactly("B.java");
        assertThat(at.results.progress(second.id())).isEqualTo(new Progress(3, 2, 2, 0));
        assertThat(page(second, "moved").getFirst().result()).isEqualTo(found("moved/B.java", "second"));
    }

    @Test
    void anotherTenantKnowsNothingOfIt() {
        var first = begin();
        at.inventory.add(first, List.of(file(1, "A.java", "a")));
        pack(first, 1);
        collect(first, 1, found("A.java", "first"));
        at.create(at.tenants.named("other").id());
        var other = at.take().hold();
        at.inventory.add(other, List.of(file(1, "A.java", "a")));
        assertThat(unpacked(other)).containsExactly("A.java");
    }

    @Test
    void allPathsOfBothAreCompared() {
        var before = begin();
        at.inventory.add(before, List.of(file(1, "A", "a"), file(2, "B", "b"), file(3, "C", "c")));
        pack(before, 1);
        collect(before, 1, found("A", "a"), found("B", "b"), found("C", "c"));
        var now = begin();
        at.inventory.add(now, List.of(file(1, "A", "a"), file(2, "B", "changed"), file(3, "D", "d")));
        pack(now, 1);
        collect(now, 1, found("B", "changed"));
        try (var both = at.results.compare(now.id(), before.id())) {
            var rows = rows(both);
            assertThat(rows(both)).as("once more").isEqualTo(rows);
            assertThat(rows).extracting(Compared::path).containsExactly("A", "B", "C", "D");
            assertThat(rows.get(0).now()).isSameAs(rows.get(0).before()).isEqualTo(found("A", "a"));
            assertThat(rows.get(0).reused()).isTrue();
            assertThat(rows.get(1)).isEqualTo(new Compared(2, "B", found("B", "changed"), found("B", "b"), false));
            assertThat(rows.get(2)).isEqualTo(new Compared(0, "C", null, found("C", "c"), false));
            assertThat(rows.get(3).before()).isNull();
            assertThat(rows.get(3).now())
                    .extracting(file -> file.errors().getFirst().code())
                    .isEqualTo("gone");
        }
        try (var alone = at.results.compare(now.id(), null)) {
            assertThat(rows(alone)).extracting(Compared::path).containsExactly("A", "B", "D");
        }
    }

    private static List<Compared> rows(SideBySide both) {
        try (var files = both.files()) {
            return files.toList();
        }
    }

    @Test
    void whatIsOldIsForgottenWithWhatNobodyUses() {
        var hold = begin();
        at.inventory.add(hold, List.of(file(1, "A.java", "a")));
        pack(hold, 1);
        collect(hold, 1, found("A.java", "first"));
        var old = new OldAnalyses(at.clock.database().jdbi());
        at.clock.jump(Duration.ofDays(31));
        assertThat(old.prune(30, 10)).isZero();
        at.runs.cancel(at.take().hold());
        at.clock.jump(Duration.ofDays(20));
        assertThat(old.prune(30, 10)).isZero();
        at.clock.jump(Duration.ofDays(11));
        assertThat(old.prune(30, 10)).isEqualTo(1);
        assertThat(at.analyses.find(at.tenant, hold.id())).isEmpty();
        var again = begin();
        at.inventory.add(again, List.of(file(1, "A.java", "a")));
        assertThat(unpacked(again)).containsExactly("A.java");
    }
}
