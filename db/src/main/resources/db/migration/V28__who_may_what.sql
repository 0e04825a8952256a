-- What a key may, and what it is called where its secret must not stand.
--   id: no secret.
--   role: each may do what those before it may. Keys from before there were roles may do everything, as they could.
--   expires_at: it speaks for nobody from then on.
--   last_used_at: about a minute exact.
ALTER TABLE api_key
    ADD COLUMN id           uuid NOT NULL UNIQUE DEFAULT uuidv7(),
    ADD COLUMN role         text NOT NULL DEFAULT 'admin'
        CHECK (role IN ('metadata_viewer', 'viewer', 'submitter', 'operator', 'admin')),
    ADD COLUMN expires_at   timestamptz,
    ADD COLUMN last_used_at timestamptz;
ALTER TABLE api_key ALTER COLUMN role DROP DEFAULT;
CREATE INDEX api_key_of_tenant ON api_key (tenant, id);

-- Secrets that a key had before it was rotated, and until when they go on.
CREATE TABLE former_secret (
    hash    bytea PRIMARY KEY CHECK (length(hash) = 32),
    key     uuid        NOT NULL REFERENCES api_key (id),
    ends_at timestamptz NOT NULL
);
CREATE INDEX former_secret_of_key ON former_secret (key);

--   fleet: its keys may change what the whole installation shares. So could all before there were roles.
--   suspended_at: since then its keys may only read. That its waiting jobs are held back is a pause of its own.
--   artifact_bytes: what all of its artifacts may have together; as the setting says when null.
ALTER TABLE tenant
    ADD COLUMN fleet          boolean NOT NULL DEFAULT FALSE,
    ADD COLUMN suspended_at   timestamptz,
    ADD COLUMN artifact_bytes bigint CHECK (artifact_bytes >= 0);
UPDATE tenant SET fleet = TRUE;

-- Who changed what. A row here before it is done, and one in audit_result afterwards; both stay as they are, for good.
--   key: no reference, as it says who it was, and not who it is.
--   action: what is changed and how, such as limit.close.
--   subject: which one; null when it is only about to be made.
--   before, after: JSON, without secrets and without what jobs carry.
CREATE TABLE audit (
    id       uuid PRIMARY KEY,
    at       timestamptz NOT NULL DEFAULT now(),
    tenant   int         NOT NULL REFERENCES tenant,
    key      uuid        NOT NULL,
    key_name text        NOT NULL,
    role     text        NOT NULL,
    action   text        NOT NULL CHECK (action ~ '^[a-z_]+[.][a-z_]+$'),
    subject  text,
    reason   text CHECK (length(reason) BETWEEN 1 AND 500),
    address  text        NOT NULL,
    request  text        NOT NULL,
    before   jsonb
);

--   subject, reason: what only the request's body or the answer told.
CREATE TABLE audit_result (
    audit   uuid PRIMARY KEY REFERENCES audit,
    at      timestamptz NOT NULL DEFAULT now(),
    status  int         NOT NULL CHECK (status BETWEEN 100 AND 599),
    subject text,
    reason  text CHECK (length(reason) BETWEEN 1 AND 500),
    after   jsonb
);

CREATE FUNCTION refuse_to_change_the_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit is not changed' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_the_audit();
CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_result
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_the_audit();
-- Also where a session says that it is a replica.
ALTER TABLE audit ENABLE ALWAYS TRIGGER audit_stays;
ALTER TABLE audit_result ENABLE ALWAYS TRIGGER audit_stays;
