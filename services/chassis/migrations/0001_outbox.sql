-- Facts that were committed and wait to be published. A row goes once the broker has it.
CREATE TABLE outbox (
  id uuid PRIMARY KEY,
  shard smallint NOT NULL,
  key text NOT NULL,
  sequence bigint NOT NULL,
  type text NOT NULL,
  payload text NOT NULL,
  traceparent text,
  occurred_at timestamptz NOT NULL
);
-- Serves the relay: its shards, each key in sequence order.
CREATE UNIQUE INDEX outbox_order ON outbox (shard, key, sequence);

-- The last sequence given to a key. Its row lock makes the order of sequences the order of commits.
CREATE TABLE outbox_sequence (
  key text PRIMARY KEY,
  last bigint NOT NULL
);
