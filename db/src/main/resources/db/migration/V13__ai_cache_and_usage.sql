-- Answers of models that may be given again to who asks the same.
--   key: of the tenant and of all that the answer depends on.
--   answer: as the model wrote it.
--   bytes: of the answer in UTF-8.
--   cost: of all calls that it took, in millionths; nothing when no price was known.
CREATE TABLE ai_cache (
    key        bytea PRIMARY KEY CHECK (length(key) = 32),
    tenant     int         NOT NULL,
    kind       text        NOT NULL,
    model      text        NOT NULL,
    answer     text        NOT NULL,
    bytes      int         NOT NULL CHECK (bytes BETWEEN 0 AND 1048576),
    cost       bigint CHECK (cost >= 0),
    stored_at  timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    CONSTRAINT an_answer_is_kept_for_a_while CHECK (expires_at > stored_at)
);
CREATE INDEX ai_cache_of ON ai_cache (tenant, kind, model) INCLUDE (bytes, expires_at);
CREATE INDEX ai_cache_by_end ON ai_cache (expires_at);

-- What a model is being asked, so that others who ask the same wait for the answer.
--   owner: who asks, another one each time.
--   until: when the owner is taken for lost, unless it says that it goes on.
CREATE TABLE ai_asking (
    key   bytea PRIMARY KEY CHECK (length(key) = 32),
    owner uuid        NOT NULL,
    until timestamptz NOT NULL
) WITH (fillfactor = 50);

-- What attempts took of models, by the day, in UTC, on which they were settled. Written with what they came to.
--   unpriced_calls: calls whose cost is not known and not in the cost.
--   cost, saved: in millionths.
CREATE TABLE ai_usage (
    tenant             int    NOT NULL,
    day                date   NOT NULL,
    kind               text   NOT NULL,
    provider           text   NOT NULL,
    model              text   NOT NULL,
    mode               text   NOT NULL CHECK (mode IN ('live', 'local-model', 'sandbox')),
    calls              bigint NOT NULL CHECK (calls >= 0),
    unpriced_calls     bigint NOT NULL CHECK (unpriced_calls BETWEEN 0 AND calls),
    input_tokens       bigint NOT NULL CHECK (input_tokens >= 0),
    cached_tokens      bigint NOT NULL CHECK (cached_tokens >= 0),
    cache_write_tokens bigint NOT NULL CHECK (cache_write_tokens >= 0),
    output_tokens      bigint NOT NULL CHECK (output_tokens >= 0),
    reasoning_tokens   bigint NOT NULL CHECK (reasoning_tokens >= 0),
    cost               bigint NOT NULL CHECK (cost >= 0),
    cache_hits         bigint NOT NULL CHECK (cache_hits >= 0),
    cache_misses       bigint NOT NULL CHECK (cache_misses >= 0),
    saved              bigint NOT NULL CHECK (saved >= 0),
    PRIMARY KEY (tenant, day, kind, provider, model, mode)
) WITH (fillfactor = 50);
CREATE INDEX ai_usage_by_day ON ai_usage (day);
