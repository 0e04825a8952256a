package io.penstock.standalone.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SandboxModelsTest {

    @Test
    void theSandboxStandsInUnlessModelsAreSetUp() {
        assertThat(SandboxModels.areWanted(List.of("PATH", "PENSTOCK_AI_CIRCUIT")))
                .isTrue();
        assertThat(SandboxModels.areWanted(List.of("PENSTOCK_AI_DEPLOYMENTS_MINE_PROVIDER")))
                .isFalse();
        assertThat(SandboxModels.areWanted(List.of("penstock.ai.deployments.mine.provider")))
                .isFalse();
    }
}
