package io.penstock.analyzer.duplicate;

import java.util.List;

/** A block of code that stands in several places. */
public record Duplicate(int lines, List<Place> places) {

    /** @param start its first line, from 1; the end is its last */
    public record Place(String path, int start, int end) {}
}
