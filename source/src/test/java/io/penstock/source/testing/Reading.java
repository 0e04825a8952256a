package io.penstock.source.testing;

import io.penstock.source.snapshot.Snapshot;
import io.penstock.source.snapshot.SourceText;
import java.util.List;
import java.util.stream.IntStream;

/** All of a small snapshot. */
public final class Reading {

    private Reading() {}

    public static List<SourceText> files(Snapshot snapshot) {
        return IntStream.range(0, snapshot.files()).mapToObj(snapshot::file).toList();
    }

    public static List<String> paths(Snapshot snapshot) {
        return IntStream.range(0, snapshot.files()).mapToObj(snapshot::path).toList();
    }
}
