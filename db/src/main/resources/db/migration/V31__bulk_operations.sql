-- Something that is done to many jobs: planned first, over a selection that stays as it is, and done when somebody has confirmed it.
--   tenant: who asked.
--   whose: whose jobs; null when those of all tenants.
--   request: JSON, as its client said it; request_hash tells whether he says the same when he confirms it.
--   plan: what it would do, as it was counted when it was planned.
--   token: a hash of what confirms it.
--   runner: the scheduler that has it at work until due_at. Without one, a scheduler takes it from then on.
--   trouble: why the last try broke off.
CREATE TABLE bulk_operation (
    id           uuid PRIMARY KEY,
    tenant       int         NOT NULL,
    whose        int,
    asked_by     text        NOT NULL,
    action       text        NOT NULL CHECK (action IN ('replay', 'cancel', 'reprioritise', 'move')),
    request      json        NOT NULL,
    request_hash bytea       NOT NULL CHECK (length(request_hash) = 32),
    state        text        NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'running', 'paused', 'finished', 'aborted')),
    selected     int         NOT NULL DEFAULT 0 CHECK (selected >= 0),
    plan         json,
    token        bytea       NOT NULL UNIQUE CHECK (length(token) = 32),
    confirm_by   timestamptz NOT NULL,
    runner       uuid,
    due_at       timestamptz,
    tries        int         NOT NULL DEFAULT 0,
    trouble      text,
    created_at   timestamptz NOT NULL DEFAULT now(),
    started_at   timestamptz,
    finished_at  timestamptz,
    CONSTRAINT only_a_running_one_is_due CHECK ((state = 'running') = (due_at IS NOT NULL)),
    CONSTRAINT only_a_due_one_is_at_work CHECK (runner IS NULL OR due_at IS NOT NULL),
    CONSTRAINT what_was_confirmed_has_begun CHECK (state NOT IN ('running', 'paused', 'finished') OR started_at IS NOT NULL),
    CONSTRAINT it_ends_once CHECK ((state IN ('finished', 'aborted')) = (finished_at IS NOT NULL))
) WITH (fillfactor = 50);
CREATE INDEX bulk_operation_of_tenant ON bulk_operation (tenant, id);
CREATE INDEX bulk_operation_due ON bulk_operation (due_at) WHERE due_at IS NOT NULL;

-- The jobs of an operation, so many in a row, and what was done to the first of them, in their order: done, or a word that says why not.
CREATE TABLE bulk_chunk (
    operation uuid   NOT NULL REFERENCES bulk_operation ON DELETE CASCADE,
    nr        int    NOT NULL,
    tenants   int[]  NOT NULL,
    jobs      uuid[] STORAGE EXTERNAL NOT NULL,
    outcomes  text[] NOT NULL DEFAULT '{}',
    done      int    NOT NULL DEFAULT 0,
    skipped   int    NOT NULL DEFAULT 0,
    failed    int    NOT NULL DEFAULT 0,
    PRIMARY KEY (operation, nr),
    CONSTRAINT each_job_has_a_tenant CHECK (cardinality(tenants) = cardinality(jobs)),
    CONSTRAINT nothing_is_done_twice CHECK (cardinality(outcomes) <= cardinality(jobs)),
    CONSTRAINT each_outcome_is_counted CHECK (done + skipped + failed = cardinality(outcomes))
) WITH (fillfactor = 70);
