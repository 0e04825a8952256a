package io.penstock.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.catalog.kind.Lane;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class WorkerSettingsTest {

    @Test
    void nothingMustBeGiven() {
        assertThat(bound(Map.of()))
                .isEqualTo(new WorkerSettings(
                        "worker",
                        1,
                        Set.of(Lane.values()),
                        "64",
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(25)));
    }

    @Test
    void lanesMayHaveSlotsOfTheirOwn() {
        var slots = bound(Map.of("lanes", "ai,email", "slots", "64,ai=8")).laneSlots();
        assertThat(slots.on(Lane.AI)).isEqualTo(8);
        assertThat(slots.on(Lane.EMAIL)).isEqualTo(64);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            lanes | ''       | penstock.worker.lanes must name at least one lane
            count | 0        | penstock.worker.count must be between 1 and 64, not 0
            slots | 64,fax=8 | penstock.worker.slots must be a number from 1 to 100000, which lanes with another may follow, each once, as in 64,ai=8,email=16; it is 64,fax=8
            lease | 10ms     | penstock.worker.lease must be at least 1s, not PT0.01S
            grace | 0s       | penstock.worker.grace must be at least 100ms, not PT0S
            drain | -1s      | penstock.worker.drain must not be negative, but is PT-1S
            """)
    void whatBreaksARuleIsToldWithIt(String name, String value, String told) {
        assertThatThrownBy(() -> bound(Map.of(name, value))).rootCause().hasMessage(told);
    }

    private static WorkerSettings bound(Map<String, String> settings) {
        var source = new MapConfigurationPropertySource();
        settings.forEach((name, value) -> source.put("penstock.worker." + name, value));
        return new Binder(source).bindOrCreate("penstock.worker", WorkerSettings.class);
    }
}
