package io.penstock.db.limit;

import io.penstock.db.limit.Quota.Budget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What was spent of a budget in one period of the calendar, by the database's clock.
 *
 * @param until when the period ends
 * @param spent with what is set aside for the jobs under way
 * @param over what of it came to light at a finish and was more than the budget had; the next period begins with it
 * @param softTold it was said that more than the soft part is spent
 * @param exhaustedTold it was said that jobs wait
 */
public record Spending(Instant until, long spent, long over, boolean softTold, boolean exhaustedTold) {

    static final Spending NONE = new Spending(Instant.MIN, 0, 0, false, false);

    /** As it is now: in a later period nothing is spent yet but what was too much. A clock that is set back does not bring a period back. */
    Spending at(Instant now, Budget budget) {
        var turned = this;
        while (!turned.until.isAfter(now) && turned.spent > 0) {
            long carried = turned.over;
            turned = new Spending(
                    budget.period().end(turned.until), carried, Math.max(0, carried - budget.permits()), false, false);
        }
        return turned.until.isAfter(now) ? turned : new Spending(budget.period().end(now), 0, 0, false, false);
    }

    Spending spending(long more) {
        return with(spent + more, over);
    }

    /** What a job cost more than was set aside for it is spent now. What it cost less is there again, unless that was in an earlier period. */
    Spending corrected(Instant setAside, long delta, Budget budget) {
        if (delta > 0) {
            long had = Math.max(spent, budget.permits());
            return with(spent + delta, over + Math.max(0, spent + delta - had));
        }
        if (setAside.isBefore(begin(budget))) {
            return this;
        }
        long left = Math.max(0, spent + delta);
        return with(left, Math.min(over, Math.max(0, left - budget.permits())));
    }

    /** When the period began. */
    public Instant begin(Budget budget) {
        return budget.period().begin(until.minusNanos(1));
    }

    /** What is to be said of it and was not said in this period. */
    List<BudgetNews.Type> news(Budget budget, boolean jobsWait) {
        var news = new ArrayList<BudgetNews.Type>();
        if (!softTold && budget.soft() != null && spent > budget.soft()) {
            news.add(BudgetNews.Type.SOFT);
        }
        if (!exhaustedTold && jobsWait) {
            news.add(BudgetNews.Type.EXHAUSTED);
        }
        return news;
    }

    Spending told(List<BudgetNews.Type> news) {
        return new Spending(
                until,
                spent,
                over,
                softTold || news.contains(BudgetNews.Type.SOFT),
                exhaustedTold || news.contains(BudgetNews.Type.EXHAUSTED));
    }

    private Spending with(long newSpent, long newOver) {
        return new Spending(until, newSpent, newOver, softTold, exhaustedTold);
    }
}
