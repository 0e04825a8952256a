-- Jobs may wait for what happens outside: a customer who agrees to a payment, a bank that sends the money.
--   awaits: the subject whose news wakes the job, while it is scheduled.
ALTER TABLE live ADD COLUMN awaits text CHECK (length(awaits) BETWEEN 1 AND 300);
CREATE INDEX live_awaits ON live (awaits) WHERE awaits IS NOT NULL;

-- What notices are about and jobs wait for. Who begins to wait and who has news write the same row, so that neither can miss the other.
--   told_at: when there was news last.
CREATE TABLE subject (
    name       text PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 300),
    told_at    timestamptz,
    touched_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX subject_by_age ON subject (touched_at);

-- What others told us, so that each of it counts once, however often it comes.
CREATE TABLE notice (
    source   text        NOT NULL CHECK (length(source) BETWEEN 1 AND 60),
    id       text        NOT NULL CHECK (length(id) BETWEEN 1 AND 255),
    type     text        NOT NULL,
    subjects text[]      NOT NULL,
    at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (source, id)
);
CREATE INDEX notice_by_age ON notice (at);
