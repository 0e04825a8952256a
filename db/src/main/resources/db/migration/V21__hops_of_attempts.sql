-- Where an attempt went on its way over deployments, in their order. An attempt that failed has it in its own row, any other in its job's outcome.
ALTER TABLE attempt ADD COLUMN hops json;
ALTER TABLE outcome ADD COLUMN hops json;
