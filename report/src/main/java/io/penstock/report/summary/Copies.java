package io.penstock.report.summary;

import io.penstock.analyzer.duplicate.Duplicate;
import io.penstock.analyzer.duplicate.Duplicates;
import io.penstock.catalog.analysis.AnalyzedFile;
import io.penstock.report.summary.Summary.Block;
import io.penstock.report.summary.Summary.Duplicated;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What stands in several places, and how much that is. */
final class Copies {

    private static final int MOST_MARKS = 1_000_000;
    private static final int LEAST_LINES = 10;
    private static final int PLACES_SHOWN = 5;

    private final Duplicates duplicates = new Duplicates(MOST_MARKS);
    private final Set<String> notMeasured = new HashSet<>();

    void add(String path, AnalyzedFile file) {
        if (!file.passages().isEmpty()) {
            duplicates.add(path, file.passages());
            if (file.metrics() == null) {
                notMeasured.add(path);
            }
        }
    }

    List<Duplicate> blocks() {
        return duplicates.blocks(LEAST_LINES);
    }

    Duplicated duplicated(List<Duplicate> blocks, long measuredLines, int most) {
        var lines = lines(blocks);
        long all = lines.values().stream().mapToLong(BitSet::cardinality).sum();
        long measured = lines.entrySet().stream()
                .filter(file -> !notMeasured.contains(file.getKey()))
                .mapToLong(file -> file.getValue().cardinality())
                .sum();
        return new Duplicated(
                blocks.size(),
                all,
                Share.of(measured, measuredLines),
                blocks.stream().limit(most).map(Copies::block).toList());
    }

    private static Map<String, BitSet> lines(List<Duplicate> blocks) {
        var lines = new HashMap<String, BitSet>();
        for (var block : blocks) {
            for (var place : block.places()) {
                lines.computeIfAbsent(place.path(), path -> new BitSet()).set(place.start(), place.end() + 1);
            }
        }
        return lines;
    }

    private static Block block(Duplicate duplicate) {
        var places = new ArrayList<>(duplicate.places());
        return new Block(
                duplicate.lines(),
                places.size(),
                List.copyOf(places.subList(0, Math.min(PLACES_SHOWN, places.size()))));
    }
}
