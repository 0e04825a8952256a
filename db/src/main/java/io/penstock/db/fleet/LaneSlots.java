package io.penstock.db.fleet;

import io.penstock.catalog.kind.Lane;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How many attempts a worker runs at a time on each lane.
 *
 * @param usual on every lane that is not among the others
 */
public record LaneSlots(int usual, Map<Lane, Integer> others) {

    public static final int MOST = 100_000;

    /** So many slots have one beside them for the fast track of their lane. */
    public static final int HAVE_ONE_MORE = 16;

    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,6})(, ?[a-z]+=\\d{1,6})*");
    private static final Pattern OTHER = Pattern.compile("([a-z]+)=(\\d+)");

    public LaneSlots {
        others = Collections.unmodifiableMap(others.isEmpty() ? Map.of() : new EnumMap<>(others));
        if (!Stream.concat(Stream.of(usual), others.values().stream()).allMatch(n -> n >= 1 && n <= MOST)) {
            throw new IllegalArgumentException("Slots are 1 to " + MOST);
        }
    }

    /** As people write them, {@code 64,ai=8,email=16}; nothing when that makes no sense. */
    public static Optional<LaneSlots> parse(String text) {
        var written = WRITTEN.matcher(text);
        if (!written.matches()) {
            return Optional.empty();
        }
        var others = new EnumMap<Lane, Integer>(Lane.class);
        try {
            for (var other : OTHER.matcher(text).results().toList()) {
                if (others.put(Lane.of(other.group(1)), Integer.valueOf(other.group(2))) != null) {
                    return Optional.empty();
                }
            }
            return Optional.of(new LaneSlots(Integer.parseInt(written.group(1)), others));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** How many jobs of the fast track may run besides when all of these run others. */
    public static int more(int slots) {
        return slots / HAVE_ONE_MORE;
    }

    public int on(Lane lane) {
        return others.getOrDefault(lane, usual);
    }
}
