package io.penstock.scheduler.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.db.limit.BudgetPeriod;
import io.penstock.db.limit.Budgets;
import io.penstock.db.limit.Limit;
import io.penstock.db.limit.Limits;
import io.penstock.db.limit.Quota;
import io.penstock.db.tenant.Tenants;
import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class DeclareLimitsTest {

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final Limits limits = new Limits(test.jdbi());

    private static Map<String, DeclaredLimit> read(Map<String, String> properties) {
        return DeclaredLimit.of(new Binder(new MapConfigurationPropertySource(properties)));
    }

    private Limit declare(String name, Map<String, String> properties) {
        new DeclareLimits(read(properties), limits, new Tenants(test.jdbi())).runOnce();
        return limits.find(name).orElseThrow();
    }

    @Test
    void whatTheConfigurationSaysIsMade() {
        var limit = declare(
                "openai:requests",
                Map.of(
                        "penstock.limits[openai:requests].rate.permits", "100",
                        "penstock.limits[openai:requests].rate.per", "1m",
                        "penstock.limits[openai:requests].kind", "http.request",
                        "penstock.limits[openai:requests].tenant", "acme"));
        assertThat(limit.quota()).isEqualTo(new Quota.Rate(100, Duration.ofMinutes(1), 100));
        assertThat(limit.kind()).isEqualTo("http.request");
        assertThat(limit.tenant()).isEqualTo("acme");
        assertThat(limit.declared()).isTrue();
    }

    @Test
    void whatWasChangedSinceStaysUntilTheConfigurationChanges() {
        declare("calls", Map.of("penstock.limits.calls.concurrency.max", "5"));
        limits.change("calls", new Quota.Concurrency(9));
        assertThat(declare("calls", Map.of("penstock.limits.calls.concurrency.max", "5"))
                        .quota())
                .isEqualTo(new Quota.Concurrency(9));
        assertThat(declare("calls", Map.of("penstock.limits.calls.concurrency.max", "6"))
                        .quota())
                .isEqualTo(new Quota.Concurrency(6));
    }

    @Test
    void aBudgetIsDeclaredLikeALimit() {
        new DeclareLimits(
                        read(Map.of(
                                "penstock.limits.money.budget.amount", "250.5",
                                "penstock.limits.money.budget.per", "P1M",
                                "penstock.limits.money.budget.soft", "200",
                                "penstock.limits.money.kind", "http.request")),
                        limits,
                        new Tenants(test.jdbi()))
                .runOnce();
        var budget = new Budgets(limits).find("money").orElseThrow();
        assertThat(budget.quota()).isEqualTo(new Quota.Budget(250_500_000, BudgetPeriod.MONTH, 200_000_000L));
        assertThat(budget.kind()).isEqualTo("http.request");
        assertThat(budget.declared()).isTrue();
    }

    @Test
    void withoutAnyThereAreNone() {
        assertThat(read(Map.of("penstock.lanes.window", "5"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            kind                | probe | penstock.limits.calls must have exactly one of rate, units, concurrency and budget
            concurrency.max     | 0     | penstock.limits.calls: Permits are between 1 and 1000000000, not 0
            budget.amount       | 1e-7  | penstock.limits.calls: An amount is at most 1000000000 and has at most 6 decimals, unlike 1E-7
            budget.amount       | 5     | penstock.limits.calls: per is P1D, P1W or P1M, not null
            budget.per          | P1D   | penstock.limits.calls: A budget is more than 0 and at most 1000000000, not 0
            rate.permits        | 5     | penstock.limits.calls: per is missing; give the length of a period, such as 1m
            """)
    void aBadDeclarationStopsTheStart(String property, String value, String sentence) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(Map.of("penstock.limits.calls." + property, value)))
                .withMessage(sentence);
    }

    @Test
    void aNameLikeThatOfAPauseStopsTheStart() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(Map.of("penstock.limits[pause:kind:probe].concurrency.max", "5")))
                .withMessage(
                        "penstock.limits.pause:kind:probe: a limit's name does not begin with pause: or route:, as those of pauses and routes do");
    }

    @Test
    void aMisspeltFieldStopsTheStart() {
        var properties =
                Map.of("penstock.limits.calls.concurrency.max", "5", "penstock.limits.calls.concurency.max", "5");
        assertThatThrownBy(() -> read(properties)).hasStackTraceContaining("concurency");
    }
}
