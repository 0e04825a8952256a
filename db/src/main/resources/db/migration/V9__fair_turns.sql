-- weight: how many turns a tenant gets for one of a tenant with weight 1, where both wait.
ALTER TABLE tenant ADD COLUMN weight int NOT NULL DEFAULT 1 CHECK (weight BETWEEN 1 AND 1000);

-- The last turn that was given to a tenant's jobs at a gate. The next one follows it, and is never before what the gate has served: who
-- sends much waits behind his own, and who comes now and then is next.
CREATE TABLE turn (
    gate     int      NOT NULL,
    priority smallint NOT NULL,
    tenant   int      NOT NULL,
    last     bigint   NOT NULL,
    PRIMARY KEY (gate, priority, tenant)
) WITH (fillfactor = 20);
