package io.penstock.worker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class HttpSettingsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void nothingInsideIsAllowedUnlessTold() {
        assertThat(bound(Map.of()))
                .isEqualTo(new HttpSettings(Set.of(), 262_144, Duration.ofSeconds(5), Duration.ofSeconds(30)));
    }

    @Test
    void allIsReadFromProperties() {
        assertThat(bound(Map.of(
                        "penstock.http.allow", "localhost,10.0.0.1",
                        "penstock.http.max-body", "10",
                        "penstock.http.connect-timeout", "1s",
                        "penstock.http.response-timeout", "2s")))
                .isEqualTo(new HttpSettings(Set.of("localhost", "10.0.0.1"), 10, SECOND, Duration.ofSeconds(2)));
    }

    @Test
    void anUnknownKeyFails() {
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> bound(Map.of("penstock.http.allowed", "localhost")));
    }

    @Test
    void caseAndBracketsOfAnAllowedHostDoNotMatter() {
        var settings = new HttpSettings(Set.of("LocalHost", "[::1]"), 0, SECOND, SECOND);

        assertThat(settings.allow()).containsExactlyInAnyOrder("localhost", "::1");
        assertThat(settings.allowed().contain("LOCALHOST")).isTrue();
        assertThat(settings.allowed().contain("[::1]")).isTrue();
        assertThat(settings.allowed().contain("::2")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "*", "*.internal", "http://localhost", "localhost:8080", "10.0.0.0/8", "a b", "a,b"})
    void whatIsNoHostCannotBeAllowed(String entry) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HttpSettings(Set.of(entry), 0, SECOND, SECOND))
                .withMessageStartingWith("penstock.http.allow must hold host names and IP addresses");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 16 * 1024 * 1024 + 1})
    void aLimitOutOfBoundsIsRefused(int maxBody) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HttpSettings(Set.of(), maxBody, SECOND, SECOND))
                .withMessageStartingWith("penstock.http.max-body must be between");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT0.0009S", "PT1H0.001S"})
    void aTimeoutOutOfBoundsIsRefused(Duration timeout) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HttpSettings(Set.of(), 0, timeout, SECOND))
                .withMessageStartingWith("penstock.http.connect-timeout must be between");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HttpSettings(Set.of(), 0, SECOND, timeout))
                .withMessageStartingWith("penstock.http.response-timeout must be between");
    }

    private static HttpSettings bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate(
                        "penstock.http",
                        Bindable.of(HttpSettings.class),
                        new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
    }
}
