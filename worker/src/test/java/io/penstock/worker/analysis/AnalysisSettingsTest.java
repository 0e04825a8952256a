package io.penstock.worker.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class AnalysisSettingsTest {

    private static AnalysisSettings bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("penstock.analysis", Bindable.of(AnalysisSettings.class));
    }

    @Test
    void theUsualOnesAreThoseOfNoProperties() {
        assertThat(bound(Map.of())).isEqualTo(AnalysisSettings.USUAL);
        assertThat(AnalysisSettings.USUAL.packsOrProcessors())
                .isEqualTo(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void allIsReadFromProperties() {
        var settings = bound(Map.of(
                "penstock.analysis.packs", "3",
                "penstock.analysis.file-time", "2s",
                "penstock.analysis.file-length", "500"));

        assertThat(settings).isEqualTo(new AnalysisSettings(3, Duration.ofSeconds(2), 500));
        assertThat(settings.bounds().time()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.bounds().letters()).isEqualTo(500);
        assertThat(settings.packsOrProcessors()).isEqualTo(3);
    }

    @Test
    void valuesOutsideOfReasonAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new AnalysisSettings(-1, Duration.ofSeconds(1), 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new AnalysisSettings(1, Duration.ZERO, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new AnalysisSettings(1, Duration.ofMinutes(11), 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new AnalysisSettings(1, Duration.ofSeconds(1), 0));
    }
}
