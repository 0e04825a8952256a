package io.penstock.standalone.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.dispatch.lane.LaneSettings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcessesTest {

    @Test
    void whatTheCommandSaysWinsOverTheEnvironment() {
        System.setProperty("penstock.lanes.window", "300");
        try (var process = Processes.startInside(
                List.of(),
                Map.of(
                        "server.port",
                        0,
                        "penstock.postgres.url",
                        "jdbc:postgresql://127.0.0.1:1/nowhere",
                        "penstock.lanes.kafka",
                        "127.0.0.1:1",
                        "penstock.lanes.window",
                        500))) {
            assertThat(process.getBean(LaneSettings.class).window()).isEqualTo(500);
        } finally {
            System.clearProperty("penstock.lanes.window");
        }
    }
}
