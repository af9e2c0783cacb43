-- What Keycloak has yet to be told: written with the state it follows from, worked off until it is done. A step says what
-- to bring about, not what changed, so that repeating it is harmless and one row a person and kind is enough.
CREATE TABLE keycloak_step (
  person_id uuid NOT NULL,
  -- 'roles': the roles that her affiliations give. 'verification_email': the link that verifies her address.
  kind text NOT NULL CHECK (kind IN ('roles', 'verification_email')),
  -- Raised when it is asked for again, so that a run that began before does not count as done.
  generation integer NOT NULL DEFAULT 1,
  attempts integer NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL,
  -- While one worker is at it, no other is.
  leased_until timestamptz,
  PRIMARY KEY (person_id, kind)
);
CREATE INDEX keycloak_step_due ON keycloak_step (due_at);
