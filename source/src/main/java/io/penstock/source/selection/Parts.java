package io.penstock.source.selection;

import java.util.Arrays;

/** A path as globs look at it: its names, as code points. */
final class Parts {

    private final int[][] names;

    private Parts(int[][] names) {
        this.names = names;
    }

    static Parts of(String path) {
        return new Parts(Arrays.stream(path.split("/", -1))
                .map(name -> name.codePoints().toArray())
                .toArray(int[][]::new));
    }

    Parts from(int depth) {
        return new Parts(Arrays.copyOfRange(names, depth, names.length));
    }

    int[] name(int nr) {
        return names[nr];
    }

    int size() {
        return names.length;
    }
}
