--   slots: how many attempts a worker runs at a time, on each of its lanes.
--   other_slots: the lanes that have another number than that, by name.
--   busy: how many attempts were under way on each lane at its last sign of life, by name.
ALTER TABLE worker
    ADD COLUMN other_slots jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(other_slots) = 'object'),
    ADD COLUMN busy        jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(busy) = 'object');
