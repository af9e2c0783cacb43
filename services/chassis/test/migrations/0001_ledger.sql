-- What the tests' consumer writes for each event it applied.
CREATE TABLE ledger (
  position bigserial PRIMARY KEY,
  key text NOT NULL,
  sequence bigint NOT NULL
);
