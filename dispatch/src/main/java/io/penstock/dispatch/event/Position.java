package io.penstock.dispatch.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongBinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A place in the topic of the events: for each partition, the offset of the next event. */
public record Position(List<Long> offsets) {

    private static final int MOST = 1000;

    public Position {
        offsets = List.copyOf(offsets);
        if (offsets.isEmpty() || offsets.stream().anyMatch(offset -> offset < 0)) {
            throw new IllegalArgumentException("A position has an offset for each partition, not " + offsets);
        }
    }

    public static Optional<Position> parse(String text) {
        if (!text.matches("\\d{1,18}(-\\d{1,18}){0," + MOST + "}")) {
            return Optional.empty();
        }
        return Optional.of(
                new Position(Stream.of(text.split("-", -1)).map(Long::valueOf).toList()));
    }

    public long of(int partition) {
        return offsets.get(partition);
    }

    /** This event of this partition is behind it. */
    public Position past(int partition, long offset) {
        var next = new ArrayList<>(offsets);
        next.set(partition, Math.max(next.get(partition), offset + 1));
        return new Position(next);
    }

    /** Whether it has the same partitions as these two, and lies between them in each. */
    public boolean isWithin(Position oldest, Position end) {
        return offsets.size() == end.offsets.size()
                && IntStream.range(0, offsets.size()).allMatch(p -> of(p) >= oldest.of(p) && of(p) <= end.of(p));
    }

    /** Of each partition the further one. */
    public Position orFurther(Position other) {
        return with(other, Math::max);
    }

    public Position orNearer(Position other) {
        return with(other, Math::min);
    }

    private Position with(Position other, LongBinaryOperator choice) {
        return new Position(IntStream.range(0, offsets.size())
                .mapToObj(p -> choice.applyAsLong(of(p), other.of(p)))
                .toList());
    }

    @Override
    public String toString() {
        return offsets.stream().map(String::valueOf).collect(Collectors.joining("-"));
    }
}
