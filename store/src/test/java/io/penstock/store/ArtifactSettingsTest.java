package io.penstock.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.store.ArtifactSettings.Place;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class ArtifactSettingsTest {

    private static ArtifactSettings bound(Map<String, String> given) {
        return new Binder(new MapConfigurationPropertySource(given))
                .bindOrCreate("penstock.artifacts", ArtifactSettings.class);
    }

    @Test
    void theDefaultsAreThese() {
        var settings = bound(Map.of());
        assertThat(settings).isEqualTo(ArtifactSettings.in("artifacts"));
        assertThat(settings.store()).isEqualTo(Place.FOLDER);
        assertThat(settings.maxBytes()).isEqualTo(DataSize.ofGigabytes(1));
        assertThat(settings.quota()).isEqualTo(DataSize.ofGigabytes(10));
        assertThat(settings.keep()).isEqualTo(Duration.ofDays(30));
        assertThat(settings.allows("any/thing")).isTrue();
    }

    @Test
    void typesAreTakenByNameOrByTheirFirstHalf() {
        var settings = bound(Map.of("penstock.artifacts.types", "Application/PDF, image/*"));
        assertThat(settings.allows("application/pdf; charset=x")).isTrue();
        assertThat(settings.allows("IMAGE/png")).isTrue();
        assertThat(settings.allows("application/pdfs")).isFalse();
        assertThat(settings.allows("images/png")).isFalse();
        assertThat(settings.allows("text/plain")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "folder, ' '",
        "max-bytes, 0B",
        "max-bytes, 6GB",
        "quota, -1B",
        "types, pdf",
        "types, */pdf",
        "keep, 0s",
        "keep, 3651d",
        "public-url, jobs.example.com",
        "store, s3",
        "s3.endpoint, minio:9000",
        "s3.endpoint, http://minio:9000/bucket",
        "s3.access-key-variable, KEY"
    })
    void whatMakesNoSenseIsRefusedWithItsName(String name, String value) {
        assertThatThrownBy(() -> bound(Map.of("penstock.artifacts." + name, value)))
                .rootCause()
                .hasMessageContaining("penstock.artifacts.");
    }
}
