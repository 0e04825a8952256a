-- Up to when the final events of a worker's jobs have certainly arrived.
--   events_until: every job that this worker ended before this time has its event in Kafka.
--   events_missing: some that it ended later may lack theirs, and the worker leaves it to the rows to find them.
ALTER TABLE worker
    ADD COLUMN events_until   timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN events_missing boolean     NOT NULL DEFAULT false;

-- The same for the jobs that ended without a worker, and for those that were resolved. One scheduler at a time moves it on.
CREATE TABLE events_progress (
    only_one   boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    until      timestamptz NOT NULL DEFAULT now(),
    holder     uuid,
    held_until timestamptz NOT NULL DEFAULT now()
);
INSERT INTO events_progress DEFAULT VALUES;

-- A worker's jobs are inserted without touching this one.
CREATE INDEX outcome_without_worker ON outcome ((coalesce(resolved_at, finished_at)), id) WHERE worker IS NULL OR resolved_at IS NOT NULL;

-- Rows lie in the order in which their jobs ended, so a summary of each run of pages finds a stretch of time. It costs an insert next to
-- nothing.
CREATE INDEX outcome_by_end ON outcome USING brin (finished_at) WITH (autosummarize = on);
