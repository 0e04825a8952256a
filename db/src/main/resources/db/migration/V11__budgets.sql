-- A budget is a limit on money: its permits are millionths of the currency, for each part of the calendar, in UTC.
--   period: which parts.
--   soft: when more than that is spent, somebody is told.
--   spent: in the period that ends at spent_until, with what is set aside for the jobs under way.
--   overspent: what of it came to light at a finish and was more than the budget had. The next period begins with it.
--   soft_told, exhausted_told: that was said in this period.
ALTER TABLE limit_state
    DROP CONSTRAINT limit_state_type_check,
    DROP CONSTRAINT limit_state_permits_check,
    DROP CONSTRAINT a_period_exactly_unless_concurrency,
    ADD COLUMN period         text CHECK (period IN ('day', 'week', 'month')),
    ADD COLUMN soft           bigint CHECK (soft BETWEEN 1 AND permits),
    ADD COLUMN spent          bigint  NOT NULL DEFAULT 0 CHECK (spent >= 0),
    ADD COLUMN overspent      bigint  NOT NULL DEFAULT 0 CHECK (overspent BETWEEN 0 AND spent),
    ADD COLUMN spent_until    timestamptz,
    ADD COLUMN soft_told      boolean NOT NULL DEFAULT false,
    ADD COLUMN exhausted_told boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT limit_state_type_check CHECK (type IN ('rate', 'units', 'concurrency', 'pause', 'budget')),
    ADD CONSTRAINT limit_state_permits_check
        CHECK (permits BETWEEN 1 AND CASE WHEN type = 'budget' THEN 1000000000000000 ELSE 1000000000 END),
    ADD CONSTRAINT a_period_exactly_of_what_counts_by_time
        CHECK ((type IN ('rate', 'units')) = (per IS NOT NULL) AND (per IS NULL) = (burst IS NULL)),
    ADD CONSTRAINT a_calendar_exactly_of_a_budget CHECK ((type = 'budget') = (period IS NOT NULL)),
    ADD CONSTRAINT soft_only_of_a_budget CHECK (soft IS NULL OR type = 'budget');

--   permit_at: when the job went through its gate. It says nothing about a job that has no permit_until.
ALTER TABLE live ADD COLUMN permit_at timestamptz;

-- What jobs really took of limits, where it is not what was set aside for them. Who finishes a job writes it here without waiting for the
-- limit's row; who next locks that row counts it and takes it away.
--   at: when it was set aside.
--   delta: so much more was taken, or so much less.
CREATE TABLE correction (
    name  text        NOT NULL,
    at    timestamptz NOT NULL,
    delta bigint      NOT NULL
);
CREATE INDEX correction_of ON correction (name);
