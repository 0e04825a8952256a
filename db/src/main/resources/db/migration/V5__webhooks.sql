-- What a tenant's callbacks are signed with. One is current; those before it sign on until they expire, so that a receiver may change
-- at its own time. They are kept as they are: what signs cannot be a hash.
CREATE TABLE webhook_secret (
    tenant     int         NOT NULL REFERENCES tenant,
    id         int GENERATED ALWAYS AS IDENTITY,
    secret     text        NOT NULL CHECK (secret LIKE 'whsec\_%'),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX webhook_secret_current ON webhook_secret (tenant) WHERE expires_at IS NULL;

-- A URL that said it wants no more callbacks. There is no row of any other. Found by its hash, as a URL may be too long for an index.
CREATE TABLE webhook_endpoint (
    id          uuid PRIMARY KEY     DEFAULT uuidv7(),
    tenant      int         NOT NULL REFERENCES tenant,
    url         text        NOT NULL,
    reason      text        NOT NULL,
    disabled_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX webhook_endpoint_by_url ON webhook_endpoint (tenant, hashtextextended(url, 0));
CREATE INDEX webhook_endpoint_by_age ON webhook_endpoint (tenant, id);

-- A callback on its way: what is sent, and where to.
--   id: the webhook-id, the same whenever it is sent.
--   subject: whose end it tells of.
--   body: written once, so that each attempt sends the same bytes.
--   job: the one that delivers it; it changes with a redelivery, and there is none when the URL was disabled already.
--   outcome: none while it is pending, and none either when its job has ended without delivering it.
CREATE TABLE delivery (
    id         uuid PRIMARY KEY,
    tenant     int         NOT NULL,
    subject    uuid        NOT NULL,
    type       text        NOT NULL,
    url        text        NOT NULL,
    body       text        NOT NULL,
    job        uuid,
    outcome    text        CHECK (outcome IN ('delivered', 'disabled')),
    attempts   int         NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT without_a_job_it_is_disabled CHECK (job IS NOT NULL OR outcome IS NOT DISTINCT FROM 'disabled')
) PARTITION BY RANGE (id);
CREATE INDEX delivery_of_tenant ON delivery (tenant, id);
CREATE INDEX delivery_of_subject ON delivery (tenant, subject, id);
CREATE INDEX delivery_not_delivered ON delivery (tenant, id) WHERE outcome IS DISTINCT FROM 'delivered';

-- Each call that was made for a delivery, over all its jobs. It is written before the call, as unfinished, and again after it.
--   status: what was answered.
--   error_code, error: why it does not count as delivered. Never what the other side said.
CREATE TABLE delivery_attempt (
    delivery    uuid        NOT NULL,
    nr          int         NOT NULL CHECK (nr > 0),
    at          timestamptz NOT NULL DEFAULT now(),
    status      smallint,
    error_code  text,
    error       text,
    duration_ms int,
    PRIMARY KEY (delivery, nr),
    CONSTRAINT a_reason_exactly_unless_accepted
        CHECK ((status BETWEEN 200 AND 299) IS TRUE = (error_code IS NULL) AND (error IS NULL) = (error_code IS NULL))
) PARTITION BY RANGE (delivery);
