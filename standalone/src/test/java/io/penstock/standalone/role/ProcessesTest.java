package io.penstock.standalone.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.dispatch.lane.LaneSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcessesTest {

    private static final Map<String, Object> NOWHERE = Map.of(
            "server.port", 0,
            "penstock.postgres.url", "jdbc:postgresql://127.0.0.1:1/nowhere",
            "penstock.lanes.kafka", "127.0.0.1:1");

    @Test
    void whatTheCommandSaysWinsOverTheEnvironment() {
        System.setProperty("penstock.lanes.window", "300");
        try (var process = Processes.startInside(List.of(), with("penstock.lanes.window", 500))) {
            assertThat(process.getBean(LaneSettings.class).window()).isEqualTo(500);
        } finally {
            System.clearProperty("penstock.lanes.window");
        }
    }

    @Test
    void aSettingThatCannotBeReadIsNamed() {
        assertThatThrownBy(() -> Processes.startInside(List.of(), with("penstock.lanes.window", "many")))
                .isInstanceOf(Processes.NotStarted.class)
                .hasMessageStartingWith("penstock.lanes.window cannot be many");
    }

    @Test
    void aSettingThatBreaksItsRuleIsNamedWithIt() {
        assertThatThrownBy(() -> Processes.startInside(List.of(Role.WORKER), with("penstock.worker.slots", "64,fax=8")))
                .isInstanceOf(Processes.NotStarted.class)
                .hasMessage(
                        "penstock.worker.slots must be a number from 1 to 100000, which lanes with another may follow,"
                                + " each once, as in 64,ai=8,email=16; it is 64,fax=8");
    }

    @Test
    void anUnknownSettingIsNamed() {
        assertThatThrownBy(() -> Processes.startInside(List.of(), with("penstock.lanes.windows", 500)))
                .isInstanceOf(Processes.NotStarted.class)
                .hasMessageStartingWith("There is no setting penstock.lanes.windows");
    }

    @Test
    void aKafkaWithoutAPortIsRefused() {
        assertThatThrownBy(() -> Processes.startInside(List.of(), with("penstock.lanes.kafka", "localhost")))
                .isInstanceOf(Processes.NotStarted.class)
                .hasMessage("PENSTOCK_KAFKA must be host:port, or several with commas between, not localhost");
    }

    private static Map<String, Object> with(String name, Object value) {
        var settings = new HashMap<>(NOWHERE);
        settings.put(name, value);
        return settings;
    }
}
