-- Jobs that were submitted together. How many of them are in which state is counted, never kept, until the last one has ended.
--   key, request: the client's name for the request, and a hash of what it said, known once all of it was received.
--   receiver, receiving_until: which request may add items, and until when another one must not.
--   sealed_at: nothing is added any more.
--   counts: what the counting came to when the last job had ended; empty again when an ending changed after that.
CREATE TABLE batch (
    id                  uuid PRIMARY KEY,
    tenant              int         NOT NULL,
    key                 text        CHECK (length(key) BETWEEN 1 AND 255),
    request             bytea       CHECK (length(request) = 32),
    callback            text,
    tags                json,
    created_at          timestamptz NOT NULL DEFAULT now(),
    receiver            uuid,
    receiving_until     timestamptz NOT NULL,
    cancel_requested_at timestamptz,
    sealed_at           timestamptz,
    finished_at         timestamptz,
    counts              json,
    CONSTRAINT a_whole_request_is_sealed CHECK (request IS NULL OR sealed_at IS NOT NULL),
    CONSTRAINT nobody_adds_to_a_sealed_batch CHECK (receiver IS NULL OR sealed_at IS NULL),
    CONSTRAINT a_cancelled_batch_is_sealed CHECK (cancel_requested_at IS NULL OR sealed_at IS NOT NULL),
    CONSTRAINT a_finished_batch_is_sealed CHECK (finished_at IS NULL OR sealed_at IS NOT NULL),
    CONSTRAINT only_final_counts_are_kept CHECK (counts IS NULL OR finished_at IS NOT NULL)
);
CREATE UNIQUE INDEX batch_key ON batch (tenant, key) WHERE key IS NOT NULL;
CREATE INDEX batch_of_tenant ON batch (tenant, id);
CREATE INDEX batch_unfinished ON batch (id) WHERE finished_at IS NULL;

-- What a batch consists of.
--   nr: the item's line, or its place in the array, from 1.
--   job: the item's own, or the one that has its unique key.
--   content: a hash of what the item said.
--   error: why the item made no job.
CREATE TABLE batch_item (
    batch        uuid    NOT NULL,
    nr           int     NOT NULL CHECK (nr > 0),
    custom_id    text    CHECK (length(custom_id) BETWEEN 1 AND 255),
    job          uuid,
    content      bytea   NOT NULL CHECK (length(content) = 32),
    error        json,
    deduplicated boolean NOT NULL DEFAULT false,
    PRIMARY KEY (batch, nr),
    CONSTRAINT a_job_or_an_error CHECK ((job IS NULL) = (error IS NOT NULL)),
    CONSTRAINT only_a_job_stands_in CHECK (NOT deduplicated OR job IS NOT NULL)
) PARTITION BY RANGE (batch);
CREATE UNIQUE INDEX batch_item_custom_id ON batch_item (batch, custom_id) WHERE custom_id IS NOT NULL AND error IS NULL;
CREATE INDEX batch_item_invalid ON batch_item (batch, nr) WHERE error IS NOT NULL;
CREATE INDEX batch_item_deduplicated ON batch_item (batch, nr) WHERE deduplicated;

-- A batch's callback that is owed, written by the statement that found it finished, and removed by the one that makes its delivery.
CREATE TABLE batch_callback_owed (
    batch  uuid PRIMARY KEY,
    tenant int NOT NULL
);
