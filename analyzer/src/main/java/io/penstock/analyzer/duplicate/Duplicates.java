package io.penstock.analyzer.duplicate;

import io.penstock.analyzer.duplicate.Duplicate.Place;
import io.penstock.catalog.analysis.Passage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Takes the marks of all files and says which blocks stand in several places. When there are more marks than it may keep, it goes on with
 * every second one, and again: by their hashes, so that two copies keep the same. Then it overlooks what is short.
 */
public final class Duplicates {

    private static final int MOST_BLOCKS = 10_000;

    /** So many earlier places are compared with; what stands in more of them is found by one of these. */
    private static final int MOST_COMPARED = 8;

    private record Block(int from, int passages) {}

    private final int most;
    private final List<String> paths = new ArrayList<>();
    private long[] hashes = new long[1024];
    private int[] files = new int[1024];
    private int[] starts = new int[1024];
    private int[] ends = new int[1024];
    private int count;
    private int halved;

    /** @param most how many marks it may keep; each takes 28 bytes */
    public Duplicates(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("It must keep at least one mark, not " + most);
        }
        this.most = most;
    }

    public void add(String path, List<Passage> passages) {
        paths.add(path);
        for (var passage : passages) {
            long hash = HexFormat.fromHexDigitsToLong(passage.hash());
            if (isKept(hash)) {
                add(hash, paths.size() - 1, passage.start(), passage.end());
            }
        }
    }

    /** How often it went on with half of the marks. */
    public int halved() {
        return halved;
    }

    private boolean isKept(long hash) {
        return (hash & ((1L << halved) - 1)) == 0;
    }

    private void add(long hash, int file, int start, int end) {
        if (count == most) {
            halve();
            if (count == most || !isKept(hash)) {
                return;
            }
        }
        if (count == hashes.length) {
            int size = (int) Math.min(most, count * 2L);
            hashes = Arrays.copyOf(hashes, size);
            files = Arrays.copyOf(files, size);
            starts = Arrays.copyOf(starts, size);
            ends = Arrays.copyOf(ends, size);
        }
        hashes[count] = hash;
        files[count] = file;
        starts[count] = start;
        ends[count++] = end;
    }

    /** Until some go. When they are all of one hash, none ever do, and what comes is let go instead. */
    private void halve() {
        while (count == most && halved < 48) {
            halved++;
            int kept = 0;
            for (int at = 0; at < count; at++) {
                if (isKept(hashes[at])) {
                    hashes[kept] = hashes[at];
                    files[kept] = files[at];
                    starts[kept] = starts[at];
                    ends[kept++] = ends[at];
                }
            }
            count = kept;
        }
    }

    /** The blocks of at least so many lines, the largest first. */
    public List<Duplicate> blocks(int leastLines) {
        var index = new Index(count);
        var found = new LinkedHashMap<Block, List<Place>>();
        int at = 0;
        while (at < count && found.size() < MOST_BLOCKS) {
            var block = longest(at, index);
            boolean isOne = block.passages > 0
                    && lines(at, block.passages) >= leastLines
                    && lines(block.from, block.passages) >= leastLines;
            if (isOne) {
                found.computeIfAbsent(block, first -> new ArrayList<>(List.of(place(first.from, first.passages))))
                        .add(place(at, block.passages));
            }
            for (int end = at + (isOne ? block.passages : 1); at < end; at++) {
                index.add(at);
            }
        }
        return found.values().stream()
                .map(Duplicates::duplicate)
                .sorted(Comparator.comparingInt(Duplicates::size).reversed())
                .toList();
    }

    private static Duplicate duplicate(List<Place> places) {
        var first = places.getFirst();
        return new Duplicate(first.end() - first.start() + 1, List.copyOf(places));
    }

    private static int size(Duplicate duplicate) {
        return duplicate.lines() * duplicate.places().size();
    }

    /** The longest run of marks before this one that is the same as from this one on. */
    private Block longest(int at, Index index) {
        var longest = new Block(0, 0);
        int compared = 0;
        for (int other = index.first(at); other >= 0 && compared < MOST_COMPARED; other = index.next(other)) {
            if (hashes[other] == hashes[at]) {
                compared++;
                int same = same(other, at);
                if (same > longest.passages) {
                    longest = new Block(other, same);
                }
            }
        }
        return longest;
    }

    private int same(int other, int at) {
        int same = 0;
        while (at + same < count
                && hashes[other + same] == hashes[at + same]
                && files[at + same] == files[at]
                && files[other + same] == files[other]
                && (files[other] != files[at] || ends[other + same] < starts[at])) {
            same++;
        }
        return same;
    }

    private int lines(int from, int passages) {
        return ends[from + passages - 1] - starts[from] + 1;
    }

    private Place place(int from, int passages) {
        return new Place(paths.get(files[from]), starts[from], ends[from + passages - 1]);
    }

    /** The marks up to here by their hashes: chains through arrays, the first places first. */
    private final class Index {

        private final int[] heads;
        private final int[] tails;
        private final int[] next;

        Index(int size) {
            heads = new int[Integer.highestOneBit(Math.max(1, size)) * 2];
            tails = new int[heads.length];
            next = new int[Math.max(1, size)];
            Arrays.fill(heads, -1);
        }

        private int slot(int at) {
            return (int) (hashes[at] >>> 20) & (heads.length - 1);
        }

        int first(int at) {
            return heads[slot(at)];
        }

        int next(int at) {
            return next[at];
        }

        void add(int at) {
            int slot = slot(at);
            next[at] = -1;
            if (heads[slot] < 0) {
                heads[slot] = at;
            } else {
                next[tails[slot]] = at;
            }
            tails[slot] = at;
        }
    }
}
