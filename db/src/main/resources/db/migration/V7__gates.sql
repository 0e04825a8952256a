-- A named quota of the whole fleet: what is asked for, and what was used of it, in one row, so that one lock serves both.
--   kind, tenant: which jobs need it without naming it: those of the kind, of the tenant, or of both. Without either only those that
--   name it.
--   permits, per, burst: so many in any stretch of that many microseconds, and so many at once. Of concurrency, permits at a time.
--   declared: what the configuration said when it was last heard; none when the limit was made at run time.
--   closed_until, closed_reason, closed_by: nothing goes through until then; 'infinity' until somebody opens it.
--   override_permits, override_until, override_reason: in the place of permits until then.
--   pace: the part of its permits that the provider bears, as it lets us know.
--   used: when how many were used within the last period, packed.
CREATE TABLE limit_state (
    name             text PRIMARY KEY CHECK (name ~ '^[a-z0-9][a-z0-9._:-]{0,99}$'),
    type             text             NOT NULL CHECK (type IN ('rate', 'units', 'concurrency')),
    kind             text,
    tenant           int REFERENCES tenant,
    permits          bigint           NOT NULL CHECK (permits BETWEEN 1 AND 1000000000),
    per              bigint           CHECK (per BETWEEN 1000000 AND 86400000000),
    burst            bigint           CHECK (burst BETWEEN 1 AND permits),
    declared         text,
    closed_until     timestamptz,
    closed_reason    text,
    closed_by        text,
    override_permits bigint           CHECK (override_permits BETWEEN 1 AND 1000000000),
    override_until   timestamptz,
    override_reason  text,
    pace             double precision NOT NULL DEFAULT 1 CHECK (pace > 0 AND pace <= 1),
    paced_at         timestamptz,
    used             bytea            NOT NULL DEFAULT '',
    created_at       timestamptz      NOT NULL DEFAULT now(),
    changed_at       timestamptz      NOT NULL DEFAULT now(),
    CONSTRAINT a_period_exactly_unless_concurrency CHECK ((type = 'concurrency') = (per IS NULL) AND (per IS NULL) = (burst IS NULL)),
    CONSTRAINT closed_for_a_reason CHECK ((closed_until IS NULL) = (closed_reason IS NULL)),
    CONSTRAINT an_override_is_whole CHECK ((override_until IS NULL) = (override_permits IS NULL))
) WITH (fillfactor = 50);

-- Raised with every change of which limits there are and who needs them, in the transaction of the change.
CREATE TABLE limit_version (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    version  bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 20);
INSERT INTO limit_version DEFAULT VALUES;

--   permit_until: the job went through a gate with limits, and until then a worker may claim it. It stays while the job runs, and is
--   empty behind the gate: the jobs that have it are those that hold a permit. No other job touches it.
--   weights: what the job takes of limits that count units, by name; 1 where it says nothing.
ALTER TABLE live
    ADD COLUMN permit_until timestamptz,
    ADD COLUMN weights      json,
    ADD CONSTRAINT a_permit_only_on_the_way CHECK (permit_until IS NULL OR state IN ('dispatched', 'running'));
CREATE INDEX live_with_permit ON live (gate) WHERE permit_until IS NOT NULL;

-- Which gates need a limit.
CREATE INDEX gate_limits ON gate USING gin (limits);
