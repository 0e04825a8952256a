package io.penstock.standalone.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.standalone.cli.Penstock;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkerCommandTest {

    private static final Map<String, String> NOWHERE = Map.of(
            "PENSTOCK_POSTGRES_URL", "jdbc:postgresql://127.0.0.1:1/nowhere",
            "PENSTOCK_KAFKA", "127.0.0.1:1",
            "SERVER_ADDRESS", "127.0.0.1");

    @Test
    void slotsThatMakeNoSenseStopTheStartWithASentence() throws Exception {
        try (var worker = PenstockProcess.start(
                NOWHERE, "worker", "--port", "0", "--lanes", "ai,email", "--slots", "64,ai=8,email=0")) {
            assertThat(worker.exitCode()).isEqualTo(Penstock.UNUSABLE);
            assertThat(worker.output())
                    .contains("penstock.worker.slots must be a number from 1 to 100000")
                    .contains("it is 64,ai=8,email=0");
        }
    }
}
