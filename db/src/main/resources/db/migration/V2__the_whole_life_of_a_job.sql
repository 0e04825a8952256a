-- What a client may ask for besides the payload.
--   deadline: all attempts together end by then.
--   options: retry, timeout and callback where they are not the kind's, and the payload's version where it is not the first.
--   batch, custom_id: which batch the job came with, and what its client calls it there.
--   payload: empty when it is stored aside.
ALTER TABLE job
    ADD COLUMN deadline  timestamptz,
    ADD COLUMN options   json,
    ADD COLUMN tags      json,
    ADD COLUMN batch     uuid,
    ADD COLUMN custom_id text,
    ALTER COLUMN payload DROP NOT NULL;

-- These are the same from the job's submit to its end, but for cancel_requested_at, so their indexes cost dispatch and claim nothing.
--   cancel_requested_at: somebody wants it gone. Whoever has it next ends it.
--   callback: somebody wants to be told of its end.
ALTER TABLE live
    ADD COLUMN deadline            timestamptz,
    ADD COLUMN batch               uuid,
    ADD COLUMN cancel_requested_at timestamptz,
    ADD COLUMN callback            boolean NOT NULL DEFAULT false;
CREATE INDEX live_deadline ON live (deadline) WHERE deadline IS NOT NULL;
CREATE INDEX live_cancel_requested ON live (cancel_requested_at) WHERE cancel_requested_at IS NOT NULL;
CREATE INDEX live_batch ON live (batch) WHERE batch IS NOT NULL;

--   worker: who finished it; nobody when it ended without a worker.
--   resolved_at, resolved_reason: a person said what became of an effect that nobody could tell.
ALTER TABLE outcome
    ADD COLUMN worker          int,
    ADD COLUMN batch           uuid,
    ADD COLUMN resolved_at     timestamptz,
    ADD COLUMN resolved_reason text,
    DROP CONSTRAINT outcome_state_check,
    DROP CONSTRAINT a_failure_says_why,
    ADD CONSTRAINT outcome_state_check CHECK (state IN ('succeeded', 'failed', 'cancelled', 'expired', 'outcome_unknown')),
    ADD CONSTRAINT a_failure_says_why CHECK ((state IN ('failed', 'expired', 'outcome_unknown')) = (error_code IS NOT NULL)),
    ADD CONSTRAINT an_unknown_outcome_was_attempted CHECK (state <> 'outcome_unknown' OR attempt > 0),
    ADD CONSTRAINT a_resolution_has_a_reason CHECK ((resolved_at IS NULL) = (resolved_reason IS NULL)),
    ADD CONSTRAINT only_success_or_failure_is_resolved CHECK (resolved_at IS NULL OR state IN ('succeeded', 'failed'));
CREATE INDEX outcome_batch ON outcome (batch, state) WHERE batch IS NOT NULL;

-- class: what the failure says of the next attempt. fingerprint: the same for failures that differ only in numbers and names.
ALTER TABLE attempt
    ADD COLUMN class       text NOT NULL DEFAULT 'retryable'
        CHECK (class IN ('retryable', 'permanent', 'timeout', 'expired', 'unknown', 'worker_lost')),
    ADD COLUMN fingerprint text NOT NULL DEFAULT '';

-- A job that may exist once under this key: until the given time, or, at 'infinity', until it ends. kind is empty for a key of the
-- whole tenant.
CREATE TABLE uniqueness (
    tenant int         NOT NULL,
    kind   text        NOT NULL,
    key    text        NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    job    uuid        NOT NULL,
    until  timestamptz NOT NULL,
    PRIMARY KEY (tenant, kind, key)
);
CREATE INDEX uniqueness_by_end ON uniqueness (until, job);

-- The tags of jobs that have any, to find them by. The job has them too, to show them.
CREATE TABLE tag (
    tenant int  NOT NULL,
    name   text NOT NULL,
    value  text NOT NULL,
    id     uuid NOT NULL,
    PRIMARY KEY (tenant, name, value, id)
) PARTITION BY RANGE (id);

--   deduplicated: the job was not made by the key's request, it had its unique key.
ALTER TABLE idempotency ADD COLUMN deduplicated boolean NOT NULL DEFAULT false;

-- What an attempt did, or may have done, to the outside world: the intent is written before the call, the receipt after it.
CREATE TABLE effect (
    job        uuid        NOT NULL,
    key        text        NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    attempt    smallint    NOT NULL,
    intent_at  timestamptz NOT NULL DEFAULT now(),
    receipt    json,
    receipt_at timestamptz,
    PRIMARY KEY (job, key),
    CONSTRAINT a_receipt_has_a_time CHECK ((receipt IS NULL) = (receipt_at IS NULL))
) PARTITION BY RANGE (job);

-- How far a job's handler says it is.
CREATE TABLE progress (
    job   uuid PRIMARY KEY,
    done  bigint      NOT NULL CHECK (done >= 0),
    total bigint      CHECK (total >= 0),
    note  text,
    at    timestamptz NOT NULL DEFAULT now()
) PARTITION BY RANGE (job);

-- What a job's handler has streamed so far, by attempt.
CREATE TABLE chunk (
    job     uuid     NOT NULL,
    attempt smallint NOT NULL,
    nr      int      NOT NULL,
    text    text     NOT NULL,
    PRIMARY KEY (job, attempt, nr)
) PARTITION BY RANGE (job);

-- A callback that is owed, written by the statement that ended the job, and removed by the one that makes its delivery.
CREATE TABLE callback_owed (
    job    uuid PRIMARY KEY,
    tenant int NOT NULL
);
