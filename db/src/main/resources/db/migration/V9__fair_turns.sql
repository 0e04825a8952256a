-- weight: how many turns a tenant gets for one of a tenant with weight 1, where both wait.
ALTER TABLE tenant ADD COLUMN weight int NOT NULL DEFAULT 1 CHECK (weight BETWEEN 1 AND 1000);

-- The last turn that was given to a tenant's jobs at a gate. The next one follows it, and is never before what the gate has served: who
-- sends much waits behind his own, and who comes now and then is next.
--   jobs: how many turns were given so far.
CREATE TABLE turn (
    gate     int      NOT NULL,
    priority smallint NOT NULL,
    tenant   int      NOT NULL,
    last     bigint   NOT NULL,
    jobs     bigint   NOT NULL,
    PRIMARY KEY (gate, priority, tenant)
) WITH (fillfactor = 20);

--   served: how many jobs went through so far.
ALTER TABLE gate_clock ADD COLUMN served bigint NOT NULL DEFAULT 0;

-- How many jobs had come to a gate and gone through it by a time; written when that has changed.
CREATE TABLE gate_flow (
    gate int         NOT NULL,
    at   timestamptz NOT NULL,
    came bigint      NOT NULL,
    went bigint      NOT NULL,
    PRIMARY KEY (gate, at)
);
CREATE INDEX gate_flow_by_time ON gate_flow (at);
