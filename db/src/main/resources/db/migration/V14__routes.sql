-- The order in which the jobs of a kind, or those that name the route, try the deployments of a service.
CREATE TABLE route (
    name       text NOT NULL CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,59}$'),
    nr         int  NOT NULL,
    deployment text NOT NULL CHECK (deployment ~ '^[a-z0-9][a-z0-9._-]{0,59}$'),
    PRIMARY KEY (name, nr),
    UNIQUE (name, deployment)
);

--   deployment: jobs that are on their way there need it without naming it. They are there while it is the first of their route that no limit
--   of its own closes.
--   learned: from what the provider says, and changed when it says something else.
ALTER TABLE limit_state
    ADD COLUMN deployment text,
    ADD COLUMN learned    boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT of_a_deployment_or_of_jobs CHECK (deployment IS NULL OR kind IS NULL AND tenant IS NULL),
    ADD CONSTRAINT a_limit_is_not_called_a_route CHECK (name NOT LIKE 'route:%');
CREATE INDEX limit_of_deployment ON limit_state (deployment) WHERE deployment IS NOT NULL;
