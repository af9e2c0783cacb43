-- The order in which facts were written, over all keys. A key's sequence is given under its row lock, so that positions of
-- one key follow its sequences; between keys it lets the oldest go first, so that a busy key holds up no other.
ALTER TABLE outbox ADD COLUMN position bigint;
UPDATE outbox SET position = waiting.position
FROM (SELECT id, row_number() OVER (ORDER BY sequence, key) AS position FROM outbox) AS waiting
WHERE outbox.id = waiting.id;
ALTER TABLE outbox ALTER COLUMN position SET NOT NULL;
ALTER TABLE outbox ALTER COLUMN position ADD GENERATED ALWAYS AS IDENTITY;
SELECT setval(pg_get_serial_sequence('outbox', 'position'), (SELECT coalesce(max(position), 0) + 1 FROM outbox), false);
-- Serves the relay: its shards, the oldest first.
CREATE UNIQUE INDEX outbox_position ON outbox (shard, position);
DROP INDEX outbox_order;
