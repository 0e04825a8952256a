-- What failures have in common whose causes are likely the same. The message comes without what differs from job to job.
CREATE FUNCTION error_fingerprint(kind text, class text, code text, message text, frame text) RETURNS text LANGUAGE sql STABLE
    RETURN left(encode(sha256(convert_to(concat_ws(chr(10), kind, class, code, message, frame), 'UTF8')), 'hex'), 16);

--   fingerprint: what the job failed with. Those that ended before there were groups have none.
ALTER TABLE outcome
    ADD COLUMN fingerprint text,
    ADD CONSTRAINT a_fingerprint_only_of_a_failure CHECK (fingerprint IS NULL OR error_code IS NOT NULL);
CREATE INDEX outcome_of_error ON outcome (fingerprint, tenant, id) WHERE fingerprint IS NOT NULL;

-- Failures that are not counted yet, those of one tenant and one statement in a row. Who ends jobs writes it without waiting for anybody; who
-- counts takes it away.
--   message: null when the jobs are to be forgotten.
CREATE TABLE error_sighting (
    fingerprint text        NOT NULL,
    tenant      int         NOT NULL,
    kind        text        NOT NULL,
    class       text        NOT NULL,
    code        text        NOT NULL,
    message     text,
    frame       text,
    at          timestamptz NOT NULL DEFAULT now(),
    count       bigint      NOT NULL CHECK (count > 0)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);

-- The jobs that failed with the same fingerprint, whosever they are.
--   frame: where the handler threw.
--   since: when it came into its state.
--   reason: why a person put it there; null when nobody did.
--   reopened_at: when it was seen again after it had been resolved.
CREATE TABLE error_group (
    fingerprint text PRIMARY KEY CHECK (fingerprint ~ '^[0-9a-f]{16}$'),
    kind        text        NOT NULL,
    class       text        NOT NULL,
    code        text        NOT NULL,
    message     text,
    frame       text,
    state       text        NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'resolved', 'ignored')),
    since       timestamptz NOT NULL,
    reason      text CHECK (length(reason) BETWEEN 1 AND 500),
    reopened_at timestamptz,
    CONSTRAINT only_a_person_resolves_or_ignores CHECK (state = 'open' OR reason IS NOT NULL),
    CONSTRAINT only_an_open_group_was_reopened CHECK (reopened_at IS NULL OR state = 'open' AND reason IS NULL)
);

-- How often each tenant has met a group, and under tenant 0 how often all have.
--   kind, state: of the group, so that a page of one state reads no others.
CREATE TABLE error_count (
    fingerprint text        NOT NULL,
    tenant      int         NOT NULL,
    kind        text        NOT NULL,
    state       text        NOT NULL,
    first_seen  timestamptz NOT NULL,
    last_seen   timestamptz NOT NULL,
    count       bigint      NOT NULL CHECK (count > 0),
    PRIMARY KEY (fingerprint, tenant),
    CONSTRAINT it_was_first_seen_first CHECK (first_seen <= last_seen)
);
CREATE INDEX error_count_by_time ON error_count (tenant, last_seen, fingerprint);
CREATE INDEX error_count_by_state ON error_count (tenant, state, last_seen, fingerprint);

-- The same by the hour, in UTC.
CREATE TABLE error_hour (
    fingerprint text        NOT NULL,
    tenant      int         NOT NULL,
    hour        timestamptz NOT NULL,
    count       bigint      NOT NULL CHECK (count > 0),
    PRIMARY KEY (fingerprint, tenant, hour)
) WITH (fillfactor = 50);
CREATE INDEX error_hour_by_age ON error_hour (hour);
