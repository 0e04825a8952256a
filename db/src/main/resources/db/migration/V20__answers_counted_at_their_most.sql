--   output: of a deployment whose provider counts what an answer may have at most, and not what it has: so many tokens for a job that does not say.
ALTER TABLE limit_state
    ADD COLUMN output bigint CHECK (output > 0),
    ADD CONSTRAINT only_a_deployment_has_an_output CHECK (output IS NULL OR deployment IS NOT NULL);
