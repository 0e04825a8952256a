-- What analyzers found in a text, for whoever has the same again.
--   key: a SHA-256 of all that it depends on: the text, what its path tells, the settings, and the version of the analyzers.
--   result: JSON, compressed, without the path.
CREATE TABLE analyzed (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant  int         NOT NULL REFERENCES tenant,
    key     bytea       NOT NULL CHECK (length(key) = 32),
    result  bytea       NOT NULL,
    used_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (tenant, key)
);
CREATE INDEX analyzed_by_age ON analyzed (used_at);

-- Looking through all files of a source.
--   name: what is looked through again and again; by it the one before is found.
--   request: what its client said.
--   runner, due_at: who has it at work, and from when on a scheduler may take it: at once, after a failure's delay, or when the
--                   lease of who had it is over.
--   tries: how often it was taken. trouble: why the last one broke off.
--   snapshot: the artifact with all of its files. revision: the commit, or the SHA-256 of the archive. left_out: counts by reason.
--   compared_with: the one before. analyzers: their version.
--   verdict: of what its client set as too much.
CREATE TABLE analysis (
    id                  uuid PRIMARY KEY,
    tenant              int         NOT NULL REFERENCES tenant,
    key                 text        CHECK (length(key) BETWEEN 1 AND 255),
    request_hash        bytea       CHECK (length(request_hash) = 32),
    name                text        NOT NULL CHECK (length(name) BETWEEN 1 AND 3000),
    request             json        NOT NULL,
    callback            text,
    tags                json,
    state               text        NOT NULL CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    step                text        CHECK (step IN ('snapshot', 'inventory', 'submit', 'collect', 'review', 'report')),
    runner              uuid,
    due_at              timestamptz,
    tries               int         NOT NULL DEFAULT 0,
    trouble             text        CHECK (trouble <> ''),
    snapshot            uuid,
    revision            text,
    left_out            json,
    batch               uuid,
    compared_with       uuid,
    analyzers           text,
    verdict             text        CHECK (verdict IN ('passed', 'failed')),
    summary             text,
    report              uuid,
    sarif               uuid,
    html                uuid,
    error_code          text        CHECK (error_code <> ''),
    error               text,
    cancel_requested_at timestamptz,
    created_at          timestamptz NOT NULL DEFAULT now(),
    started_at          timestamptz,
    finished_at         timestamptz,
    CONSTRAINT a_key_has_a_request CHECK ((key IS NULL) = (request_hash IS NULL)),
    CONSTRAINT due_exactly_while_unfinished CHECK ((due_at IS NULL) = (state IN ('succeeded', 'failed', 'cancelled'))),
    CONSTRAINT finished_exactly_at_a_time CHECK ((finished_at IS NULL) = (state IN ('queued', 'running'))),
    CONSTRAINT only_what_runs_has_a_runner CHECK (runner IS NULL OR state = 'running'),
    CONSTRAINT an_error_exactly_of_a_failure CHECK ((error_code IS NULL) = (state <> 'failed')),
    CONSTRAINT a_summary_exactly_of_success CHECK ((summary IS NULL) = (state <> 'succeeded'))
) WITH (fillfactor = 60);
CREATE UNIQUE INDEX analysis_key ON analysis (tenant, key) WHERE key IS NOT NULL;
CREATE INDEX analysis_due ON analysis (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX analysis_running ON analysis (tenant) WHERE state = 'running';
CREATE INDEX analysis_of_tenant ON analysis (tenant, id);
CREATE INDEX analysis_before ON analysis (tenant, name, id) WHERE state = 'succeeded';
CREATE INDEX analysis_by_age ON analysis (finished_at) WHERE finished_at IS NOT NULL;

-- The files of an analysis, in the order of their paths.
--   form: a SHA-256 of all that its result depends on but the version of the analyzers.
--   pack: the number of the job that looks at it, if one does; others of the same form wait for it.
--   analyzed: what was found. reused: it was known before.
--   error_code: why nothing was.
CREATE TABLE analysis_file (
    analysis   uuid    NOT NULL REFERENCES analysis ON DELETE CASCADE,
    nr         int     NOT NULL CHECK (nr >= 1),
    path       text    COLLATE "C" NOT NULL,
    language   text    NOT NULL,
    sha256     bytea   NOT NULL CHECK (length(sha256) = 32),
    bytes      int     NOT NULL CHECK (bytes >= 0),
    form       bytea   NOT NULL CHECK (length(form) = 32),
    pack       int     CHECK (pack >= 1),
    analyzed   bigint  REFERENCES analyzed,
    reused     boolean NOT NULL DEFAULT false,
    error_code text    CHECK (error_code <> ''),
    PRIMARY KEY (analysis, nr),
    UNIQUE (analysis, path),
    CONSTRAINT only_what_is_known_is_reused CHECK (NOT reused OR analyzed IS NOT NULL),
    CONSTRAINT a_result_or_an_error CHECK (analyzed IS NULL OR error_code IS NULL)
) WITH (fillfactor = 70);
CREATE INDEX analysis_file_open ON analysis_file (analysis, nr) WHERE analyzed IS NULL AND error_code IS NULL;
CREATE INDEX analysis_file_form ON analysis_file (analysis, form) WHERE analyzed IS NULL AND error_code IS NULL;
CREATE INDEX analysis_file_pack ON analysis_file (analysis, pack) WHERE pack IS NOT NULL;
CREATE INDEX analysis_file_analyzed ON analysis_file (analyzed) WHERE analyzed IS NOT NULL;

-- The jobs that look at files of an analysis; their number is that of their item in its batch.
CREATE TABLE analysis_pack (
    analysis  uuid    NOT NULL REFERENCES analysis ON DELETE CASCADE,
    nr        int     NOT NULL CHECK (nr >= 1),
    artifact  uuid    NOT NULL,
    collected boolean NOT NULL DEFAULT false,
    PRIMARY KEY (analysis, nr)
) WITH (fillfactor = 70);
CREATE INDEX analysis_pack_open ON analysis_pack (analysis, nr) WHERE NOT collected;

-- A firing may begin an analysis, too.
ALTER TABLE firing ADD COLUMN analysis uuid;
ALTER TABLE firing DROP CONSTRAINT what_fired_made_a_job_or_a_batch;
ALTER TABLE firing ADD CONSTRAINT what_fired_made_something CHECK (state <> 'fired' OR num_nonnulls(job, batch, analysis) = 1);

-- Where Spring Batch notes how far the steps of an analysis have come; it knows these tables by their names and columns.
CREATE SEQUENCE spring_batch_job_instance_seq;
CREATE SEQUENCE spring_batch_job_execution_seq;
CREATE SEQUENCE spring_batch_step_execution_seq;

CREATE TABLE spring_batch_job_instance (
    job_instance_id bigint PRIMARY KEY,
    version         bigint,
    job_name        varchar(100) NOT NULL,
    job_key         varchar(32)  NOT NULL,
    UNIQUE (job_name, job_key)
);

CREATE TABLE spring_batch_job_execution (
    job_execution_id bigint PRIMARY KEY,
    version          bigint,
    job_instance_id  bigint    NOT NULL REFERENCES spring_batch_job_instance ON DELETE CASCADE,
    create_time      timestamp NOT NULL,
    start_time       timestamp,
    end_time         timestamp,
    status           varchar(10),
    exit_code        varchar(2500),
    exit_message     varchar(2500),
    last_updated     timestamp
);
CREATE INDEX spring_batch_job_execution_instance ON spring_batch_job_execution (job_instance_id);

CREATE TABLE spring_batch_job_execution_params (
    job_execution_id bigint       NOT NULL REFERENCES spring_batch_job_execution ON DELETE CASCADE,
    parameter_name   varchar(100) NOT NULL,
    parameter_type   varchar(100) NOT NULL,
    parameter_value  varchar(2500),
    identifying      char(1)      NOT NULL
);
CREATE INDEX spring_batch_job_execution_params_execution ON spring_batch_job_execution_params (job_execution_id);
CREATE INDEX spring_batch_job_execution_params_value ON spring_batch_job_execution_params (parameter_value);

CREATE TABLE spring_batch_job_execution_context (
    job_execution_id   bigint PRIMARY KEY REFERENCES spring_batch_job_execution ON DELETE CASCADE,
    short_context      varchar(2500) NOT NULL,
    serialized_context text
);

CREATE TABLE spring_batch_step_execution (
    step_execution_id  bigint PRIMARY KEY,
    version            bigint       NOT NULL,
    step_name          varchar(100) NOT NULL,
    job_execution_id   bigint       NOT NULL REFERENCES spring_batch_job_execution ON DELETE CASCADE,
    create_time        timestamp    NOT NULL,
    start_time         timestamp,
    end_time           timestamp,
    status             varchar(10),
    commit_count       bigint,
    read_count         bigint,
    filter_count       bigint,
    write_count        bigint,
    read_skip_count    bigint,
    write_skip_count   bigint,
    process_skip_count bigint,
    rollback_count     bigint,
    exit_code          varchar(2500),
    exit_message       varchar(2500),
    last_updated       timestamp
);
CREATE INDEX spring_batch_step_execution_execution ON spring_batch_step_execution (job_execution_id);

CREATE TABLE spring_batch_step_execution_context (
    step_execution_id  bigint PRIMARY KEY REFERENCES spring_batch_step_execution ON DELETE CASCADE,
    short_context      varchar(2500) NOT NULL,
    serialized_context text
);
