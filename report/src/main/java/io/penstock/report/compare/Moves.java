package io.penstock.report.compare;

import io.penstock.catalog.analysis.AnalyzedFile;
import io.penstock.report.subject.ComparedFile;
import io.penstock.report.subject.ComparedFiles;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Files that have another path than before, and the same content. It goes through all files twice: to note those that are gone, and to find each
 * among those that came. What it notes is bounded: beyond that a file that moved counts as one that is gone, and one that came.
 */
final class Moves {

    static final int MOST_FILES = 20_000;
    static final int MOST_FINDINGS = 200_000;

    private record Gone(String path, List<String> fingerprints, Blind blind) {}

    private record Moved(String from, Pair pair) {}

    private final int mostFiles;
    private final Map<String, Deque<Gone>> goneBySha256 = new HashMap<>();
    private final Map<String, Moved> byNewPath = new HashMap<>();
    private final Map<String, Pair> byOldPath = new HashMap<>();
    private int files;
    private int findings;

    private Moves(int mostFiles) {
        this.mostFiles = mostFiles;
    }

    static Moves none() {
        return new Moves(0);
    }

    static Moves in(ComparedFiles files) {
        return in(files, MOST_FILES);
    }

    static Moves in(ComparedFiles files, int mostFiles) {
        var moves = new Moves(mostFiles);
        try (var all = files.open()) {
            all.forEach(moves::noteGone);
        }
        if (!moves.goneBySha256.isEmpty()) {
            try (var all = files.open()) {
                all.forEach(moves::findAgain);
            }
        }
        moves.goneBySha256.clear();
        return moves;
    }

    private void noteGone(ComparedFile file) {
        var before = file.before();
        if (file.now() == null && before != null && hasRoomFor(before)) {
            files++;
            findings += before.findings().size();
            goneBySha256
                    .computeIfAbsent(before.sha256(), sha256 -> new ArrayDeque<>())
                    .add(new Gone(file.path(), Pair.fingerprints(before), Blind.of(before)));
        }
    }

    private boolean hasRoomFor(AnalyzedFile file) {
        return files < mostFiles && findings + file.findings().size() <= MOST_FINDINGS;
    }

    private void findAgain(ComparedFile file) {
        var now = file.now();
        var gone = now != null && file.before() == null ? goneBySha256.get(now.sha256()) : null;
        if (now != null && gone != null && !gone.isEmpty()) {
            var before = gone.remove();
            var pair = Pair.of(now, before.fingerprints, before.blind);
            byNewPath.put(file.path(), new Moved(before.path, pair));
            byOldPath.put(before.path, pair);
        }
    }

    @Nullable
    String from(String path) {
        var moved = byNewPath.get(path);
        return moved == null ? null : moved.from;
    }

    boolean isMoved(String oldPath) {
        return byOldPath.containsKey(oldPath);
    }

    Pair of(ComparedFile file) {
        if (file.now() == null) {
            return byOldPath.getOrDefault(file.path(), Pair.NONE);
        }
        var moved = byNewPath.get(file.path());
        return moved == null ? Pair.NONE : moved.pair;
    }
}
