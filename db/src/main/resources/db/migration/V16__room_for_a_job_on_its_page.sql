-- A row of live is written three times from queued to running, and all three are to lie on one page, even while a transaction somewhere keeps the
-- old ones: as the table grew by columns, pages that were filled to 40 % had no room for that any more.
ALTER TABLE live SET (fillfactor = 32);
