-- What is submitted again and again. Each row is also the lock under which its plan moves.
--   cron, timezone: at these local times; or every, anchor: after so many seconds, counted from there.
--   target: what its client said of the job or the batch. It is read anew each time.
--   next_at: the time of the plan that comes next; none when the plan has come to its end.
--   due_at: when that is fired: its jitter later, or later still after a failure.
--   decided_at: up to here the plan is done with, whatever the clock says.
--   trouble: why it could not be fired when it was due; it is tried again.
CREATE TABLE schedule (
    id           uuid PRIMARY KEY,
    tenant       int         NOT NULL REFERENCES tenant,
    name         text        NOT NULL CHECK (name ~ '^[a-z0-9][a-z0-9_.-]{0,99}$'),
    description  text        CHECK (length(description) BETWEEN 1 AND 500),
    cron         text        CHECK (length(cron) BETWEEN 1 AND 200),
    timezone     text,
    every        bigint      CHECK (every BETWEEN 1 AND 31622400),
    anchor       timestamptz,
    jitter       int         NOT NULL DEFAULT 0 CHECK (jitter BETWEEN 0 AND 86400),
    starts_at    timestamptz,
    ends_at      timestamptz,
    catch_up     text        NOT NULL CHECK (catch_up IN ('none', 'latest', 'all')),
    max_catch_up int         NOT NULL CHECK (max_catch_up BETWEEN 1 AND 1000),
    overlap      text        NOT NULL CHECK (overlap IN ('skip', 'queue', 'allow')),
    target       text        NOT NULL,
    version      int         NOT NULL DEFAULT 1 CHECK (version >= 1),
    paused_at    timestamptz,
    next_at      timestamptz,
    due_at       timestamptz,
    decided_at   timestamptz NOT NULL,
    trouble      text,
    created_at   timestamptz NOT NULL DEFAULT now(),
    changed_at   timestamptz NOT NULL DEFAULT now(),
    UNIQUE (tenant, name),
    CONSTRAINT a_cron_line_or_an_interval CHECK ((cron IS NULL) = (every IS NOT NULL)),
    CONSTRAINT a_cron_line_has_a_zone CHECK ((cron IS NULL) = (timezone IS NULL)),
    CONSTRAINT an_interval_has_a_beginning CHECK ((every IS NULL) = (anchor IS NULL)),
    CONSTRAINT it_ends_after_its_start CHECK (ends_at > starts_at),
    CONSTRAINT what_comes_next_is_due_some_time CHECK ((next_at IS NULL) = (due_at IS NULL)),
    CONSTRAINT what_comes_next_is_undecided CHECK (next_at > decided_at)
) WITH (fillfactor = 50);
CREATE INDEX schedule_due ON schedule (due_at) WHERE due_at IS NOT NULL AND paused_at IS NULL;

-- What became of each time of a plan, and of each wish to fire at once.
--   key: of a time of the plan, that time. The same for whoever fires it, so that it happens once.
--   through: the last of several times that were missed in a row, of which this is the first.
--   due_at: when it was to be fired; later when that failed and is tried again.
--   state: waiting while the jobs of an earlier firing have not ended and it may not overlap with them.
--   open: it may have jobs that have not ended. Known only of schedules whose firings must not overlap.
CREATE TABLE firing (
    id         uuid PRIMARY KEY,
    schedule   uuid        NOT NULL,
    tenant     int         NOT NULL,
    key        text        NOT NULL CHECK (length(key) BETWEEN 1 AND 300),
    manual     boolean     NOT NULL,
    logical_at timestamptz NOT NULL,
    through    timestamptz,
    due_at     timestamptz NOT NULL,
    state      text        NOT NULL CHECK (state IN ('waiting', 'fired', 'skipped', 'failed')),
    reason     text        CHECK (reason <> ''),
    errors     json,
    job        uuid,
    batch      uuid,
    open       boolean     NOT NULL DEFAULT false,
    noted_at   timestamptz NOT NULL,
    fired_at   timestamptz,
    UNIQUE (schedule, key),
    CONSTRAINT a_reason_exactly_if_it_did_not_fire CHECK ((reason IS NULL) = (state IN ('waiting', 'fired'))),
    CONSTRAINT a_time_exactly_if_it_fired CHECK ((fired_at IS NULL) = (state <> 'fired')),
    CONSTRAINT what_fired_made_a_job_or_a_batch CHECK (state <> 'fired' OR (job IS NULL) <> (batch IS NULL)),
    CONSTRAINT only_what_was_missed_stands_for_several CHECK (through IS NULL OR state = 'skipped'),
    CONSTRAINT several_end_after_their_first CHECK (through > logical_at),
    CONSTRAINT only_what_fired_has_open_jobs CHECK (NOT open OR state = 'fired')
) WITH (fillfactor = 80);
CREATE INDEX firing_of_schedule ON firing (schedule, id);
CREATE UNIQUE INDEX firing_waiting ON firing (schedule) WHERE state = 'waiting';
CREATE INDEX firing_open ON firing (schedule) WHERE open;
CREATE INDEX firing_by_age ON firing (noted_at) WHERE state <> 'waiting';
