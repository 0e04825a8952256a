package io.penstock.db.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.catalog.kind.Lane;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaneSlotsTest {

    @Test
    void oneNumberIsForEveryLane() {
        var slots = LaneSlots.parse("64").orElseThrow();
        for (var lane : Lane.values()) {
            assertThat(slots.on(lane)).isEqualTo(64);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"64,ai=8,email=100000", "64, ai=8, email=100000"})
    void aLaneMayHaveAnother(String text) {
        var slots = LaneSlots.parse(text).orElseThrow();
        assertThat(slots.on(Lane.AI)).isEqualTo(8);
        assertThat(slots.on(Lane.EMAIL)).isEqualTo(100_000);
        assertThat(slots.on(Lane.HTTP)).isEqualTo(64);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "many",
                "0",
                "-1",
                "100001",
                "99999999999",
                "ai=8",
                "64,",
                "64,ai",
                "64,ai=",
                "64,ai=0",
                "64,ai=100001",
                "64,a1=8",
                "64,fax=8",
                "64,ai=8,ai=9",
                "64;ai=8",
                "64,8"
            })
    void whatMakesNoSenseIsNothing(String text) {
        assertThat(LaneSlots.parse(text)).isEmpty();
    }

    @Test
    void noLaneIsWithoutASlot() {
        assertThatThrownBy(() -> new LaneSlots(64, Map.of(Lane.AI, 0))).hasMessage("Slots are 1 to 100000");
    }
}
