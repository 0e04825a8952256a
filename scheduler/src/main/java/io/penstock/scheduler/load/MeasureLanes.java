package io.penstock.scheduler.load;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.catalog.kind.Lane;
import io.penstock.db.fleet.LaneLoad;
import io.penstock.db.fleet.LaneLoads;
import io.penstock.dispatch.loop.Duty;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Measures what each lane has to carry, so that a scrape finds it and asks nobody. */
public final class MeasureLanes implements Duty {

    private static final Duration REST = Duration.ofSeconds(5);

    /** A look that takes long is taken the more rarely. */
    private static final int LEAST_BETWEEN_LOOKS = 20;

    private final LaneLoads loads;
    private volatile Map<Lane, LaneLoad> measured = Map.of();

    public MeasureLanes(LaneLoads loads, MeterRegistry meters) {
        this.loads = loads;
        for (var lane : Lane.values()) {
            gauge(meters, lane, "depth", null, LaneLoad::depth);
            gauge(meters, lane, "oldest.age", "seconds", load -> load.oldest().toMillis() / 1000.0);
            gauge(meters, lane, "slots", null, LaneLoad::slots);
            gauge(meters, lane, "slots.busy", null, LaneLoad::busy);
            gauge(meters, lane, "workers", null, LaneLoad::workers);
        }
    }

    private void gauge(
            MeterRegistry meters, Lane lane, String name, @Nullable String unit, ToDoubleFunction<LaneLoad> value) {
        Gauge.builder("penstock.lane." + name, this, measure -> measure.read(lane, value))
                .tag("lane", lane.label())
                .baseUnit(unit)
                .register(meters);
    }

    /** No number while there is none: the last one would look like the present one for as long as Postgres is away. */
    private double read(Lane lane, ToDoubleFunction<LaneLoad> value) {
        var load = measured.get(lane);
        return load == null ? Double.NaN : value.applyAsDouble(load);
    }

    @Override
    public Duration runOnce() {
        long began = System.nanoTime();
        try {
            measured = loads.all().stream().collect(Collectors.toMap(LaneLoad::lane, Function.identity()));
        } catch (RuntimeException e) {
            measured = Map.of();
            throw e;
        }
        var rest = Duration.ofNanos(System.nanoTime() - began).multipliedBy(LEAST_BETWEEN_LOOKS);
        return rest.compareTo(REST) > 0 ? rest : REST;
    }
}
