-- The jobs whose payload and result their clients do not want kept.
--   after: so long after the end they are erased.
--   forgotten_at: when they were.
CREATE TABLE forgetting (
    id           uuid PRIMARY KEY,
    tenant       int      NOT NULL,
    after        interval NOT NULL CHECK (after >= interval '0'),
    forgotten_at timestamptz
);
CREATE INDEX forgetting_ahead ON forgetting (id) WHERE forgotten_at IS NULL;
