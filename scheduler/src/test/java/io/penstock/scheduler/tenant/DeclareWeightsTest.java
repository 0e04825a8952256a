package io.penstock.scheduler.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.penstock.db.tenant.Tenants;
import io.penstock.db.testing.TestDatabase;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class DeclareWeightsTest {

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private static Map<String, Integer> read(Map<String, String> properties) {
        return DeclareWeights.of(new Binder(new MapConfigurationPropertySource(properties)));
    }

    private int weight(String tenant) {
        return test.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT weight FROM tenant WHERE name = ?")
                        .bind(0, tenant)
                        .mapTo(Integer.class)
                        .one());
    }

    @Test
    void aTenantHasTheWeightThatTheConfigurationSays() {
        var tenants = new Tenants(test.jdbi());
        tenants.named("calm");
        new DeclareWeights(read(Map.of("penstock.weights.acme", "7")), tenants).runOnce();
        assertThat(weight("acme")).isEqualTo(7);
        assertThat(weight("calm")).isEqualTo(1);
        new DeclareWeights(read(Map.of("penstock.weights.acme", "2")), tenants).runOnce();
        assertThat(weight("acme")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1001"})
    void anAbsurdWeightStopsTheStart(String weight) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(Map.of("penstock.weights.acme", weight)))
                .withMessage("penstock.weights.acme must be between 1 and 1000, not " + weight);
    }
}
