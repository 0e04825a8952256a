-- Who gets no mail from a tenant any more. Addresses are in lower case.
CREATE TABLE suppression (
    tenant  int         NOT NULL,
    address text        NOT NULL CHECK (length(address) BETWEEN 3 AND 320 AND address = lower(address)),
    reason  text        NOT NULL CHECK (reason IN ('manual', 'unsubscribe', 'bounce', 'complaint')),
    note    text        CHECK (length(note) <= 500),
    since   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant, address)
);

-- What became of a mail at one of those it went to. The job has ended long before that is known.
CREATE TABLE mail (
    job        uuid        NOT NULL,
    address    text        NOT NULL CHECK (length(address) BETWEEN 3 AND 320 AND address = lower(address)),
    tenant     int         NOT NULL,
    state      text        NOT NULL
        CHECK (state IN ('suppressed', 'accepted', 'processed', 'deferred', 'delivered', 'dropped', 'bounced', 'complained')),
    detail     text        CHECK (length(detail) <= 500),
    changed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (job, address)
);
CREATE INDEX mail_by_age ON mail (changed_at);
