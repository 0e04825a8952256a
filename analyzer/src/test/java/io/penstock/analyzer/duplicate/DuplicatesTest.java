package io.penstock.analyzer.duplicate;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.analyzer.Allowance;
import io.penstock.analyzer.Settings;
import io.penstock.analyzer.duplicate.Duplicate.Place;
import io.penstock.analyzer.source.SourceFile;
import io.penstock.catalog.analysis.Passage;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DuplicatesTest {

    private static List<Passage> passages(String text) {
        return new Passages()
                .analyze(SourceFile.of("a.js", null, text), Settings.USUAL, Allowance.of(Duration.ofMinutes(1)))
                .passages();
    }

    /** Lines of which no two are alike. */
    private static String lines(int seed, int count) {
        var chance = new Random(seed);
        return IntStream.range(0, count)
                .mapToObj(i -> "let %s = %s(%d) + %s;\n"
                        .formatted(word(chance), word(chance), chance.nextInt(100), word(chance)))
                .collect(Collectors.joining());
    }

    private static String word(Random chance) {
        return "w" + chance.nextInt(1_000_000);
    }

    @Test
    void aBlockInTwoFilesIsFoundWhereverItStands() {
        var block = lines(1, 40);
        var duplicates = new Duplicates(10_000);
        duplicates.add("one.js", passages(lines(2, 10) + block + lines(3, 10)));
        duplicates.add("other.js", passages(lines(4, 100) + block));
        duplicates.add("third.js", passages(lines(5, 100)));

        var found = duplicates.blocks(10);

        assertThat(found).hasSize(1);
        var places = found.getFirst().places();
        assertThat(places).extracting(Place::path).containsExactly("one.js", "other.js");
        // The ends are those of the marks, which are a few lines inside.
        assertThat(places.getFirst().start()).isBetween(11, 16);
        assertThat(places.getFirst().end()).isBetween(45, 50);
        assertThat(places.getLast().start() - places.getFirst().start()).isEqualTo(90);
        assertThat(places.getLast().end() - places.getFirst().end()).isEqualTo(90);
    }

    @Test
    void spacingCommentsAndLiteralsMakeNoDifference() {
        var block = lines(1, 30);
        var other = block.replace(" = ", "\t=  ").replace(";", "; // so").replaceAll("\\(\\d+\\)", "(7)");

        assertThat(passages(other))
                .extracting(Passage::hash)
                .isEqualTo(passages(block).stream().map(Passage::hash).toList());
        assertThat(passages(block.replace("let", "const")))
                .extracting(Passage::hash)
                .doesNotContainAnyElementsOf(
                        passages(block).stream().map(Passage::hash).toList());
    }

    /** So much in a row is found wherever it stands. */
    @Test
    void whateverHasAsManyTokensInARowAsAPassageAndItsReachIsFound() {
        var block = lines(1, 1 + (Passages.TOKENS + Passages.REACH) / 9);
        for (int before = 0; before < 40; before++) {
            var one = passages(lines(2, before) + block + lines(3, 20));
            var other = passages(lines(4, 40 - before) + block + lines(5, 20));
            assertThat(one.stream().map(Passage::hash).toList())
                    .containsAnyElementsOf(other.stream().map(Passage::hash).toList());
        }
    }

    @Test
    void severalCopiesAreOneDuplicate() {
        var block = lines(1, 40);
        var duplicates = new Duplicates(10_000);
        for (int nr = 0; nr < 4; nr++) {
            duplicates.add(nr + ".js", passages(block));
        }

        assertThat(duplicates.blocks(10))
                .singleElement()
                .satisfies(one -> assertThat(one.places())
                        .extracting(Place::path)
                        .containsExactly("0.js", "1.js", "2.js", "3.js"));
    }

    @Test
    void aCopyInTheSameFileIsFoundAndNotTheFileItself() {
        var duplicates = new Duplicates(10_000);
        duplicates.add("one.js", passages(lines(1, 40) + lines(2, 5) + lines(1, 40)));
        duplicates.add("other.js", passages(lines(3, 100)));

        assertThat(duplicates.blocks(10))
                .singleElement()
                .satisfies(
                        one -> assertThat(one.places()).extracting(Place::path).containsExactly("one.js", "one.js"));
    }

    @Test
    void whatIsShortIsNoBlock() {
        var duplicates = new Duplicates(10_000);
        duplicates.add("one.js", passages(lines(1, 15)));
        duplicates.add("other.js", passages(lines(1, 15)));

        assertThat(duplicates.blocks(5)).hasSize(1);
        assertThat(duplicates.blocks(20)).isEmpty();
    }

    @Test
    void tablesOfNumbersAndImportsAreAlikeWithoutBeingCopies() {
        assertThat(passages("1, 2, 3, 4, 5, 6,\n".repeat(100))).isEmpty();
        assertThat(passages("import { a, b, c } from 'somewhere';\n".repeat(100)))
                .isEmpty();
    }

    @Test
    void aLongBlockIsFoundThoughOnlySomeMarksAreKept() {
        var block = lines(1, 2000);
        var duplicates = new Duplicates(300);
        duplicates.add("one.js", passages(lines(2, 500) + block));
        duplicates.add("other.js", passages(lines(3, 500) + block));

        var found = duplicates.blocks(100);

        assertThat(duplicates.halved()).isPositive();
        assertThat(found.getFirst().lines()).isGreaterThan(1500);
    }

    @Test
    void marksThatAreAllTheSameAreLetGoWhenThereIsNoRoom() {
        var duplicates = new Duplicates(100);
        var same = new Passage(HexFormat.of().toHexDigits(0L), 1, 20);
        for (int nr = 0; nr < 1000; nr++) {
            duplicates.add(nr + ".js", List.of(same));
        }

        assertThat(duplicates.blocks(10)).hasSize(1);
    }

    @Test
    void whatRepeatsItselfIsNoCopyOfWhatItOverlaps() {
        var duplicates = new Duplicates(10_000);
        duplicates.add("one.js", passages(lines(1, 7).repeat(20)));

        assertThat(duplicates.blocks(5)).isNotEmpty().allSatisfy(block -> {
            var first = block.places().getFirst();
            assertThat(block.places().subList(1, block.places().size()))
                    .allSatisfy(place -> assertThat(place.start()).isGreaterThan(first.end()));
        });
    }
}
