-- What a worker says of itself, for people who look after the fleet. Those of an earlier version say nothing.
--   host, version: where it runs, and what of.
--   last_heard_at: when it gave its last sign of life.
--   draining_since: when it was told to stop. It takes nothing more in, and what it runs may end.
ALTER TABLE worker
    ADD COLUMN host           text,
    ADD COLUMN version        text,
    ADD COLUMN last_heard_at  timestamptz,
    ADD COLUMN draining_since timestamptz;
