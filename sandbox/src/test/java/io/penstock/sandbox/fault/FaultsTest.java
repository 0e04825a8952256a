package io.penstock.sandbox.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FaultsTest {

    private final Faults faults = new Faults();

    private Optional<String> strike(String provider, String model, String text) {
        return faults.strike(provider, model, text, fault -> true).map(Fault::kind);
    }

    @Test
    void scriptedFaultsComeInTheirOrderAndOnce() {
        faults.next(new Fault.Hang());
        faults.add(Aim.ALL, new Fault.Reset(), new Often.Next(2));

        assertThat(strike("openai", "gpt-5", "")).contains("hang");
        assertThat(strike("openai", "gpt-5", "")).contains("reset");
        assertThat(strike("openai", "gpt-5", "")).contains("reset");
        assertThat(strike("openai", "gpt-5", "")).isEmpty();
        assertThat(faults.all()).isEmpty();
    }

    @Test
    void aFaultIsForThoseItIsAimedAt() {
        faults.next(Aim.at("openai").model("gpt-5").marked("[slow]"), new Fault.Hang());

        assertThat(strike("gemini", "gpt-5", "[slow]")).isEmpty();
        assertThat(strike("openai", "o3", "[slow]")).isEmpty();
        assertThat(strike("openai", "gpt-5", "quick")).isEmpty();
        assertThat(strike("openai", "gpt-5", "this is [slow]")).contains("hang");
    }

    @Test
    void whatMakesNoSenseForARequestWaitsForAnother() {
        faults.next(new Fault.InvalidOutput());

        assertThat(faults.strike("openai", "gpt-5", "", fault -> false)).isEmpty();
        assertThat(strike("openai", "gpt-5", "")).contains("invalid_output");
    }

    @Test
    void scriptedFaultsComeBeforeRandomOnes() {
        faults.add(Aim.ALL, new Fault.Reset(), new Often.Sometimes(1, 0));
        faults.next(new Fault.Hang());

        assertThat(strike("openai", "gpt-5", "")).contains("hang");
        assertThat(strike("openai", "gpt-5", "")).contains("reset");
    }

    @Test
    void theSameSeedStrikesTheSameRequests() {
        assertThat(struck(7)).isEqualTo(struck(7)).isNotEqualTo(struck(8));
        assertThat(struck(7).stream().filter(yes -> yes).count()).isBetween(50L, 150L);
    }

    private static List<Boolean> struck(long seed) {
        var faults = new Faults();
        faults.add(Aim.ALL, new Fault.Reset(), new Often.Sometimes(0.1, seed));
        var struck = new ArrayList<Boolean>();
        for (var i = 0; i < 1000; i++) {
            struck.add(faults.strike("openai", "gpt-5", "", fault -> true).isPresent());
        }
        return struck;
    }
}
