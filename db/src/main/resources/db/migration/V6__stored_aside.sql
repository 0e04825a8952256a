-- Payloads and results that are too long for their job's row, compressed with zstd. Postgres shall not try again, so that it can cut a
-- piece out without reading the rest.
--   length: of the JSON text, in bytes.
CREATE TABLE payload_aside (
    job    uuid PRIMARY KEY,
    length int                    NOT NULL CHECK (length > 0),
    bytes  bytea STORAGE EXTERNAL NOT NULL
) PARTITION BY RANGE (job);

CREATE TABLE result_aside (
    job    uuid PRIMARY KEY,
    length int                    NOT NULL CHECK (length > 0),
    bytes  bytea STORAGE EXTERNAL NOT NULL
) PARTITION BY RANGE (job);

-- What became of the results of a day's jobs, once their time is over.
--   last_finish: when the last of the day's jobs ended.
--   dropped_at: when their results were dropped.
CREATE TABLE result_day (
    day         date PRIMARY KEY,
    last_finish timestamptz NOT NULL,
    dropped_at  timestamptz
);
