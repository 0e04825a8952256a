-- made_by: the job that made the batch. It is told of its end, and the batch is cancelled when that job ends before.
ALTER TABLE batch ADD COLUMN made_by uuid;
CREATE INDEX batch_made_by ON batch (made_by) WHERE made_by IS NOT NULL;
CREATE INDEX batch_made_unfinished ON batch (tenant, made_by) WHERE made_by IS NOT NULL AND finished_at IS NULL AND cancel_requested_at IS NULL;
