-- Who may submit.
CREATE TABLE tenant (
    id         int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       text        NOT NULL UNIQUE CHECK (name ~ '^[a-z0-9][a-z0-9_-]{0,62}$'),
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE api_key (
    hash       bytea PRIMARY KEY CHECK (length(hash) = 32),
    tenant     int         NOT NULL REFERENCES tenant,
    name       text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    revoked_at timestamptz
);

-- The queue of the waiting jobs that go to one lane and need the same set of limits.
CREATE TABLE gate (
    id     int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    lane   text   NOT NULL CHECK (lane IN ('ai', 'analysis', 'email', 'payment', 'http')),
    limits text[] NOT NULL DEFAULT '{}',
    UNIQUE (lane, limits)
);
INSERT INTO gate (lane) VALUES ('ai'), ('analysis'), ('email'), ('payment'), ('http');

-- How far a gate has been served: the furthest place that was let through. Everything under way is at or below it, so a look at what is
-- under way never walks through what waits.
CREATE TABLE gate_clock (
    gate     int      NOT NULL REFERENCES gate,
    priority smallint NOT NULL CHECK (priority BETWEEN 0 AND 9),
    clock    bigint   NOT NULL DEFAULT 0,
    PRIMARY KEY (gate, priority)
) WITH (fillfactor = 20);
INSERT INTO gate_clock (gate, priority) SELECT id, priority FROM gate, generate_series(0, 9) AS priority;

-- One heartbeat row a worker. A lapsed worker stays lapsed: when it wakes, it comes back under a new id.
CREATE TABLE worker (
    id          int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name        text        NOT NULL,
    lanes       text[]      NOT NULL CHECK (cardinality(lanes) > 0),
    slots       int         NOT NULL CHECK (slots > 0),
    started_at  timestamptz NOT NULL DEFAULT now(),
    lease_until timestamptz NOT NULL,
    lapsed_at   timestamptz
);

-- What was asked for. Written once, never changed, dropped by the partition. The three large tables have no foreign keys: a check
-- per row costs more than the insert, and all of them are written by one module.
CREATE TABLE job (
    tenant       int         NOT NULL,
    id           uuid        NOT NULL,
    kind         text        NOT NULL,
    priority     smallint    NOT NULL CHECK (priority BETWEEN 0 AND 9),
    max_attempts smallint    NOT NULL CHECK (max_attempts BETWEEN 1 AND 100),
    run_at       timestamptz,
    created_at   timestamptz NOT NULL DEFAULT now(),
    payload      json        NOT NULL,
    PRIMARY KEY (tenant, id)
) PARTITION BY RANGE (id);

-- Where an unfinished job stands: the only hot table, so it is narrow, and no row outlives its job's end. No index holds a column that
-- dispatch or claim changes, and the pages have room: a job goes from queued to running without touching an index.
--   place: the job's turn in its gate; lower goes first. It keeps its turn when it comes back undone.
--   since: when it came into this state.
--   forgiven: attempts that do not count against max_attempts, as the worker was lost or stopped, not the job at fault.
CREATE TABLE live (
    id           uuid PRIMARY KEY,
    tenant       int         NOT NULL,
    gate         int         NOT NULL,
    kind         text        NOT NULL,
    state        text        NOT NULL CHECK (state IN ('scheduled', 'queued', 'dispatched', 'running', 'retrying')),
    priority     smallint    NOT NULL,
    attempt      smallint    NOT NULL DEFAULT 0,
    max_attempts smallint    NOT NULL,
    forgiven     smallint    NOT NULL DEFAULT 0,
    rescues      smallint    NOT NULL DEFAULT 0,
    worker       int,
    place        bigint,
    due_at       timestamptz,
    since        timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT a_due_time_or_a_place CHECK ((place IS NULL) = (due_at IS NOT NULL)),
    CONSTRAINT a_due_time_exactly_while_not_due CHECK ((state IN ('scheduled', 'retrying')) = (due_at IS NOT NULL)),
    CONSTRAINT a_worker_exactly_while_running CHECK ((state = 'running') = (worker IS NOT NULL)),
    CONSTRAINT attempts_stay_within_the_maximum CHECK (attempt BETWEEN 0 AND max_attempts + forgiven),
    CONSTRAINT only_an_attempt_can_be_running_or_retried CHECK (state NOT IN ('running', 'retrying') OR attempt > 0)
) WITH (fillfactor = 40, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 50000,
        autovacuum_vacuum_insert_threshold = -1, autovacuum_analyze_threshold = 500000, autovacuum_vacuum_cost_delay = 0);

CREATE INDEX live_in_order ON live (gate, priority, place) WHERE place IS NOT NULL;
CREATE INDEX live_due ON live (due_at) WHERE due_at IS NOT NULL;

-- How a job ended. One row a job, written in the statement that removes it from live.
CREATE TABLE outcome (
    tenant      int         NOT NULL,
    id          uuid        NOT NULL,
    state       text        NOT NULL CHECK (state IN ('succeeded', 'failed', 'cancelled')),
    attempt     smallint    NOT NULL,
    started_at  timestamptz,
    finished_at timestamptz NOT NULL DEFAULT now(),
    result      json,
    error_code  text,
    error       text,
    PRIMARY KEY (tenant, id),
    CONSTRAINT a_result_only_of_success CHECK (result IS NULL OR state = 'succeeded'),
    CONSTRAINT a_failure_says_why CHECK ((state = 'failed') = (error_code IS NOT NULL)),
    CONSTRAINT success_was_attempted CHECK (state <> 'succeeded' OR attempt > 0)
) PARTITION BY RANGE (id);
CREATE INDEX outcome_not_succeeded ON outcome (tenant, id) WHERE state <> 'succeeded';

-- The attempts that did not succeed.
CREATE TABLE attempt (
    id          uuid        NOT NULL,
    attempt     smallint    NOT NULL,
    worker      int         NOT NULL,
    error_code  text        NOT NULL,
    error       text        NOT NULL,
    started_at  timestamptz NOT NULL,
    finished_at timestamptz NOT NULL DEFAULT now(),
    next_at     timestamptz,
    PRIMARY KEY (id, attempt)
) PARTITION BY RANGE (id);

-- The answer a key got. Written in the transaction of the job it answered with.
CREATE TABLE idempotency (
    tenant     int         NOT NULL,
    key        text        NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    job        uuid        NOT NULL,
    request    bytea       NOT NULL CHECK (length(request) = 32),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant, key)
);
CREATE INDEX idempotency_by_age ON idempotency (created_at);
