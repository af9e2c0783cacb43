-- When the next mail may leave, of all senders of all replicas: one row. Unlogged: it says nothing once its instant is past, and nobody
-- waits for the disk; after a crash it is gone, and made anew.
CREATE UNLOGGED TABLE mail_turn (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  next_at timestamptz NOT NULL
);
