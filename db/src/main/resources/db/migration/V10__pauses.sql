-- That the jobs of a kind or a tenant wait, or that a lane takes none. A limit that is closed is a pause, too, and is so in its own row.
--   limit_name: what the gates call it where their jobs wait for it. No limit has a name that begins so.
--   tenant: who has the name, when it is a tenant's.
--   until: it ends by itself then; '9999-12-31' until somebody ends it.
CREATE TABLE pause (
    limit_name text PRIMARY KEY GENERATED ALWAYS AS ('pause:' || scope || ':' || name) STORED,
    scope      text        NOT NULL CHECK (scope IN ('kind', 'lane', 'tenant')),
    name       text        NOT NULL CHECK (name <> ''),
    tenant     int REFERENCES tenant,
    until      timestamptz NOT NULL,
    reason     text        NOT NULL CHECK (reason <> ''),
    paused_by  text        NOT NULL,
    paused_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT a_tenant_exactly_if_it_is_paused CHECK ((scope = 'tenant') = (tenant IS NOT NULL))
);

ALTER TABLE limit_state ADD CONSTRAINT a_limit_is_not_called_a_pause CHECK (name NOT LIKE 'pause:%');

--   closed_at: since when it has been closed.
ALTER TABLE limit_state ADD COLUMN closed_at timestamptz;
UPDATE limit_state SET closed_at = changed_at WHERE closed_until IS NOT NULL;

-- Which limits a job needs that does not name them.
CREATE INDEX limit_of_kind ON limit_state (kind) WHERE kind IS NOT NULL AND tenant IS NULL;
CREATE INDEX limit_of_tenant ON limit_state (tenant) WHERE tenant IS NOT NULL;
