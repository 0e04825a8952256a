package io.penstock.db.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpendingTest {

    private static final Quota.Budget MONTHLY = new Quota.Budget(100, BudgetPeriod.MONTH, 80L);
    private static final Instant NOVEMBER = Instant.parse("2026-11-21T12:00:00Z");
    private static final Instant DECEMBER = Instant.parse("2026-12-01T00:00:00Z");
    private static final Instant JANUARY = Instant.parse("2027-01-01T00:00:00Z");
    private static final Instant FEBRUARY = Instant.parse("2027-02-01T00:00:00Z");

    private static Spending spent(long amount) {
        return Spending.NONE.at(NOVEMBER, MONTHLY).spending(amount);
    }

    @Test
    void aPeriodIsOneOfTheCalendarInUtc() {
        assertThat(BudgetPeriod.DAY.end(NOVEMBER)).isEqualTo("2026-11-22T00:00:00Z");
        assertThat(BudgetPeriod.WEEK.begin(NOVEMBER)).isEqualTo("2026-11-16T00:00:00Z");
        assertThat(BudgetPeriod.WEEK.end(NOVEMBER)).isEqualTo("2026-11-23T00:00:00Z");
        assertThat(BudgetPeriod.MONTH.begin(NOVEMBER)).isEqualTo("2026-11-01T00:00:00Z");
        assertThat(BudgetPeriod.MONTH.end(NOVEMBER)).isEqualTo(DECEMBER);
        assertThat(BudgetPeriod.MONTH.end(DECEMBER)).isEqualTo(JANUARY);
    }

    @Test
    void whatWasSpentIsForgottenWhenThePeriodTurns() {
        assertThat(spent(100).at(DECEMBER.minusNanos(1), MONTHLY).spent()).isEqualTo(100);
        var december = spent(100).at(DECEMBER, MONTHLY);
        assertThat(december.spent()).isZero();
        assertThat(december.until()).isEqualTo(JANUARY);
    }

    @Test
    void aClockThatIsSetBackDoesNotBringThePeriodBack() {
        var december = spent(100).at(DECEMBER, MONTHLY).spending(7);
        assertThat(december.at(NOVEMBER, MONTHLY)).isEqualTo(december);
    }

    @Test
    void whatWasTooMuchIsCarriedIntoTheNextPeriods() {
        var over = spent(100).corrected(NOVEMBER, 230, MONTHLY);
        assertThat(over.spent()).isEqualTo(330);
        assertThat(over.at(DECEMBER, MONTHLY).spent()).isEqualTo(230);
        assertThat(over.at(JANUARY, MONTHLY).spent()).isEqualTo(130);
        assertThat(over.at(FEBRUARY, MONTHLY).spent()).isEqualTo(30);
        assertThat(over.at(BudgetPeriod.MONTH.end(FEBRUARY), MONTHLY).spent()).isZero();
    }

    @Test
    void whatOneJobSavedMakesUpForWhatAnotherOneOverspent() {
        var even = spent(100).corrected(NOVEMBER, 20, MONTHLY).corrected(NOVEMBER, -20, MONTHLY);
        assertThat(even.spent()).isEqualTo(100);
        assertThat(even.at(DECEMBER, MONTHLY).spent()).isZero();
    }

    @Test
    void aBudgetThatIsLoweredDoesNotTakeAwayFromTheNextPeriod() {
        var lowered = new Quota.Budget(10, BudgetPeriod.MONTH, null);
        assertThat(spent(90).at(DECEMBER, lowered).spent()).isZero();
    }

    @Test
    void whatWasSetAsideInAnEarlierPeriodIsNotGivenBack() {
        var december = spent(60).at(DECEMBER, MONTHLY).spending(50);
        assertThat(december.corrected(NOVEMBER, -40, MONTHLY).spent()).isEqualTo(50);
        assertThat(december.corrected(DECEMBER, -40, MONTHLY).spent()).isEqualTo(10);
        assertThat(december.corrected(NOVEMBER, 40, MONTHLY).spent()).isEqualTo(90);
    }

    @Test
    void thatTheSoftPartIsSpentIsToldOnceInAPeriod() {
        assertThat(spent(80).news(MONTHLY, false)).isEmpty();
        var soft = spent(81);
        assertThat(soft.news(MONTHLY, false)).containsExactly(BudgetNews.Type.SOFT);
        var told = soft.told(List.of(BudgetNews.Type.SOFT));
        assertThat(told.spending(5).news(MONTHLY, false)).isEmpty();
        assertThat(told.at(DECEMBER, MONTHLY).spending(90).news(MONTHLY, false)).containsExactly(BudgetNews.Type.SOFT);
    }
}
