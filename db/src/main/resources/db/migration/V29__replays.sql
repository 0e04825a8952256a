-- A job that ended without success may be run once more: its outcome goes to its earlier runs, and it is in live again.
--   run: the run it is in, or ended with.
ALTER TABLE job ADD COLUMN run smallint NOT NULL DEFAULT 1;

-- The runs of jobs that were replayed, but for their last ones.
--   payload: where the replay brought another one and this one was in the job's row.
--   key, request: the client's name for its replay, and a hash of what it said.
CREATE TABLE past_run (
    tenant          int         NOT NULL,
    id              uuid        NOT NULL,
    run             smallint    NOT NULL CHECK (run > 0),
    state           text        NOT NULL CHECK (state IN ('failed', 'cancelled', 'expired', 'outcome_unknown')),
    attempt         smallint    NOT NULL,
    worker          int,
    batch           uuid,
    started_at      timestamptz,
    finished_at     timestamptz NOT NULL,
    error_code      text,
    error           text,
    resolved_at     timestamptz,
    resolved_reason text,
    hops            json,
    edited          boolean     NOT NULL,
    payload         json,
    key             text        CHECK (length(key) BETWEEN 1 AND 255),
    request         bytea       CHECK (length(request) = 32),
    replayed_at     timestamptz NOT NULL DEFAULT now(),
    reason          text,
    PRIMARY KEY (id, run),
    CONSTRAINT a_key_comes_with_its_request CHECK ((key IS NULL) = (request IS NULL)),
    CONSTRAINT only_what_was_edited_is_kept_twice CHECK (edited OR payload IS NULL)
) PARTITION BY RANGE (id);
CREATE UNIQUE INDEX past_run_key ON past_run (id, key) WHERE key IS NOT NULL;
CREATE INDEX past_run_by_end ON past_run (finished_at);
CREATE INDEX past_run_without_worker ON past_run ((coalesce(resolved_at, finished_at)), id) WHERE worker IS NULL OR resolved_at IS NOT NULL;

-- Payloads of earlier runs that were too long for their job's row.
CREATE TABLE past_payload (
    job    uuid                   NOT NULL,
    run    smallint               NOT NULL,
    length int                    NOT NULL CHECK (length > 0),
    bytes  bytea STORAGE EXTERNAL NOT NULL,
    PRIMARY KEY (job, run)
) PARTITION BY RANGE (job);

-- run: the one that began the effect. What it is known by outside is of that run, however often it is asked for.
ALTER TABLE effect ADD COLUMN run smallint NOT NULL DEFAULT 1;

-- What earlier runs did, and a replay was told to do once more; and the steps that were done with another payload.
--   until: the last run that knew of it.
CREATE TABLE past_effect (
    job        uuid        NOT NULL,
    key        text        NOT NULL,
    until      smallint    NOT NULL,
    run        smallint    NOT NULL,
    attempt    smallint    NOT NULL,
    intent_at  timestamptz NOT NULL,
    receipt    json,
    receipt_at timestamptz,
    PRIMARY KEY (job, key, until)
) PARTITION BY RANGE (job);
