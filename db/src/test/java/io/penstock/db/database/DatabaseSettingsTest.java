package io.penstock.db.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class DatabaseSettingsTest {

    private static final String URL = "jdbc:postgresql://db.internal:5432/penstock";

    @Test
    void anAddressIsAllThatMustBeGiven() {
        assertThat(bound(Map.of("url", URL)))
                .isEqualTo(new DatabaseSettings(URL, "", "", 16, Duration.ofSeconds(3)))
                .isEqualTo(DatabaseSettings.at(URL));
    }

    @Test
    void everythingCanBeGiven() {
        assertThat(bound(Map.of("url", URL, "user", "u", "password", "p", "pool-size", "4", "patience", "250ms")))
                .isEqualTo(new DatabaseSettings(URL, "u", "p", 4, Duration.ofMillis(250)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void aMissingAddressIsToldAsTheVariableToSet(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DatabaseSettings.at(url))
                .withMessageContaining("PENSTOCK_POSTGRES_URL is not set");
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres://localhost/penstock", "jdbc:mysql://localhost/penstock", "localhost"})
    void anAddressOfAnotherFormIsRefused(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DatabaseSettings.at(url))
                .withMessageContaining("must start with jdbc:postgresql:");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 3})
    void aPoolThatIsTooSmallIsRefused(int size) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DatabaseSettings(URL, "", "", size, Duration.ofSeconds(3)))
                .withMessageContaining("at least 4, not " + size);
    }

    @Test
    void tooLittlePatienceIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DatabaseSettings(URL, "", "", 16, Duration.ofMillis(249)))
                .withMessageContaining("patience");
    }

    @Test
    void thePasswordIsNotPrinted() {
        assertThat(new DatabaseSettings(URL, "u", "hunter2", 16, Duration.ofSeconds(3)).toString())
                .contains(URL, "user=u")
                .doesNotContain("hunter2");
    }

    private static DatabaseSettings bound(Map<String, String> given) {
        var source = new MapConfigurationPropertySource();
        given.forEach((name, value) -> source.put("penstock.postgres." + name, value));
        return new Binder(source).bindOrCreate("penstock.postgres", DatabaseSettings.class);
    }
}
