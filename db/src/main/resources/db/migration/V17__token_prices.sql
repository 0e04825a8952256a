-- What a million tokens of a deployment cost today, in the currency of the budgets. Those who make the jobs read it, to set aside what they may cost.
--   above: for calls that read more tokens than that.
--   output: with the reasoning.
CREATE TABLE token_price (
    deployment text    NOT NULL CHECK (deployment ~ '^[a-z0-9][a-z0-9._-]{0,59}$'),
    above      bigint  NOT NULL CHECK (above >= 0),
    input      numeric NOT NULL CHECK (input >= 0),
    output     numeric NOT NULL CHECK (output >= 0),
    PRIMARY KEY (deployment, above)
);
