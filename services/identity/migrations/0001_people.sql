-- A person as Keycloak knows her, under the subject of her tokens. Written at registration, healed at any sign-in.
CREATE TABLE person (
  id uuid PRIMARY KEY,
  login text NOT NULL,
  last_name text NOT NULL,
  first_name text NOT NULL,
  email text NOT NULL,
  email_verified boolean NOT NULL,
  locale text NOT NULL,
  version bigint NOT NULL DEFAULT 1,
  -- When the token was issued whose claims stand here: an older token does not undo a newer one. Null until a first sign-in.
  claims_at timestamptz,
  -- When the link that verifies the e-mail was last sent.
  verification_sent_at timestamptz
);

-- What a person agreed to, every version of it (A3). The highest number counts.
CREATE TABLE consent (
  person_id uuid NOT NULL REFERENCES person,
  no integer NOT NULL CHECK (no > 0),
  terms_version text NOT NULL,
  birth_date date,
  postal_code text NOT NULL,
  city text NOT NULL,
  accepted_at timestamptz NOT NULL,
  PRIMARY KEY (person_id, no)
);
