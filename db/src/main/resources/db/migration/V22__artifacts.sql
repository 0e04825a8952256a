-- Files that payloads and results refer to. Their bytes lie in a store, which knows them by the id and the object; nothing that comes from
-- outside is part of a path there. The row is there before the first byte and goes after the last, so the store holds nothing unknown.
--   state: uploading until all of it is there and checked; removing while its bytes are being deleted, when nobody sees it any more.
--   declared_bytes, declared_sha256: what its client said of it before the upload.
--   object: what the store calls the bytes, beside the id. No two uploads share one, so none overwrites what was checked.
--   made_by: the job whose handler keeps it, which has one of each name.
CREATE TABLE artifact (
    id              uuid PRIMARY KEY,
    tenant          int         NOT NULL,
    name            text        NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    content_type    text        NOT NULL CHECK (length(content_type) BETWEEN 3 AND 200),
    state           text        NOT NULL DEFAULT 'uploading' CHECK (state IN ('uploading', 'ready', 'removing')),
    declared_bytes  bigint      CHECK (declared_bytes >= 0),
    declared_sha256 bytea       CHECK (length(declared_sha256) = 32),
    object          text        CHECK (length(object) BETWEEN 1 AND 64),
    bytes           bigint      CHECK (bytes >= 0),
    sha256          bytea       CHECK (length(sha256) = 32),
    made_by         uuid,
    created_at      timestamptz NOT NULL DEFAULT now(),
    expires_at      timestamptz NOT NULL,
    CONSTRAINT its_content_is_known_as_a_whole CHECK ((object IS NULL) = (bytes IS NULL) AND (bytes IS NULL) = (sha256 IS NULL)),
    CONSTRAINT its_content_is_known_exactly_when_ready CHECK (state = 'removing' OR (state = 'ready') = (bytes IS NOT NULL))
);
CREATE INDEX artifact_of_tenant ON artifact (tenant, id);
CREATE UNIQUE INDEX artifact_of_job ON artifact (made_by, name) WHERE made_by IS NOT NULL AND state <> 'removing';
CREATE INDEX artifact_by_end ON artifact (expires_at) WHERE state = 'ready';
CREATE INDEX artifact_not_ready ON artifact (created_at) WHERE state <> 'ready';

-- The artifacts that jobs refer to. Those of unfinished jobs are kept.
CREATE TABLE artifact_use (
    artifact uuid NOT NULL REFERENCES artifact ON DELETE CASCADE,
    job      uuid NOT NULL,
    PRIMARY KEY (artifact, job)
);

-- What each tenant's ready artifacts have together. Written in the transactions that make them ready and remove them, so it is never
-- wrong; and its row is the lock under which the quota is checked.
CREATE TABLE artifact_space (
    tenant int PRIMARY KEY,
    used   bigint NOT NULL CHECK (used >= 0)
);

-- What links that need no key are signed with, in all processes. Made at first use.
CREATE TABLE link_secret (
    one    boolean PRIMARY KEY DEFAULT true CHECK (one),
    secret bytea NOT NULL CHECK (length(secret) = 32)
);
