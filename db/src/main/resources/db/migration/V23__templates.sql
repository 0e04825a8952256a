-- Mails with places for variables, as tenants wrote them. A version never changes, so that what was submitted with it is sent with it.
--   deleted_at: since when no new job may use it; those that are there still can.
CREATE TABLE mail_template (
    tenant     int         NOT NULL REFERENCES tenant,
    name       text        NOT NULL CHECK (name ~ '^[a-z0-9][a-z0-9_.-]{0,99}$'),
    version    int         NOT NULL CHECK (version >= 1),
    subject    text        NOT NULL CHECK (length(subject) BETWEEN 1 AND 900),
    text       text CHECK (length(text) BETWEEN 1 AND 500000),
    html       text CHECK (length(html) BETWEEN 1 AND 500000),
    created_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    PRIMARY KEY (tenant, name, version),
    CONSTRAINT a_template_says_something CHECK (text IS NOT NULL OR html IS NOT NULL)
);
