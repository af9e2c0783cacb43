-- Serves retention, which runs every half minute.
CREATE INDEX block_age ON block (upper(during));
