-- What a model said of files of an analysis.
--   estimate: what it may cost, in millionths, set aside until the cost is known.
--   findings: JSON, once it has said something; copied from the analysis before while the file stays the same.
--   error_code: why it said nothing.
CREATE TABLE analysis_review (
    analysis   uuid   NOT NULL REFERENCES analysis ON DELETE CASCADE,
    nr         int    NOT NULL CHECK (nr >= 1),
    estimate   bigint NOT NULL CHECK (estimate >= 0),
    cost       bigint CHECK (cost >= 0),
    findings   text,
    error_code text   CHECK (error_code <> ''),
    PRIMARY KEY (analysis, nr),
    CONSTRAINT findings_or_an_error CHECK (findings IS NULL OR error_code IS NULL),
    CONSTRAINT a_cost_exactly_when_it_has_ended CHECK ((cost IS NULL) = (findings IS NULL AND error_code IS NULL))
) WITH (fillfactor = 70);
CREATE INDEX analysis_review_open ON analysis_review (analysis, nr) WHERE cost IS NULL;

ALTER TABLE analysis ADD COLUMN review_batch uuid;
