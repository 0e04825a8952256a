-- The queue of jobs that have a concurrency key is one of its own, as it is decided for each of them whether it may go.
ALTER TABLE gate
    ADD COLUMN keyed boolean NOT NULL DEFAULT false,
    DROP CONSTRAINT gate_lane_limits_key,
    ADD CONSTRAINT gate_lane_limits_keyed_key UNIQUE (lane, limits, keyed);

--   key: of the jobs of a tenant that have the same one, at most key_max are on their way at a time.
--   key_nr: the order of their submission, and key_ordered whether the job waits for all that came before it to end, but for the last
--           key_max - 1 of them.
--   gate: negative while the job waits for others of its key, so that the walks of the gate do not meet it.
CREATE SEQUENCE key_nr;
ALTER TABLE live
    ADD COLUMN key         text CHECK (length(key) BETWEEN 1 AND 255),
    ADD COLUMN key_max     int CHECK (key_max BETWEEN 1 AND 1000),
    ADD COLUMN key_nr      bigint,
    ADD COLUMN key_ordered boolean,
    ADD CONSTRAINT a_key_is_whole CHECK ((key IS NULL) = (key_max IS NULL) AND (key IS NULL) = (key_nr IS NULL) AND (key IS NULL) = (key_ordered IS NULL)),
    ADD CONSTRAINT only_a_waiting_job_waits_for_others CHECK (gate > 0 OR (state = 'queued' AND key IS NOT NULL));
CREATE INDEX live_by_key ON live (tenant, key, key_nr) WHERE gate > 0 AND key IS NOT NULL;
CREATE INDEX live_waiting_for_key ON live (tenant, key, key_nr) WHERE gate < 0;
