package io.penstock.standalone.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.standalone.dev.SandboxServices.Part;
import java.util.List;
import org.junit.jupiter.api.Test;

class SandboxServicesTest {

    @Test
    void theSandboxStandsInForWhatIsNotSetUp() {
        assertThat(SandboxServices.wanted(List.of("PATH", "PENSTOCK_AI_CIRCUIT")))
                .containsExactlyInAnyOrder(Part.values());
        assertThat(SandboxServices.wanted(List.of("PENSTOCK_AI_DEPLOYMENTS_MINE_PROVIDER")))
                .containsExactly(Part.STRIPE, Part.MAIL);
        assertThat(SandboxServices.wanted(List.of("penstock.ai.deployments.mine.provider")))
                .containsExactly(Part.STRIPE, Part.MAIL);
        assertThat(SandboxServices.wanted(List.of("PENSTOCK_STRIPE_KEY_VARIABLE")))
                .containsExactly(Part.MODELS, Part.MAIL);
        assertThat(SandboxServices.wanted(List.of("PENSTOCK_MAIL_TRANSPORT")))
                .containsExactly(Part.MODELS, Part.STRIPE);
    }
}
