CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE EXTENSION IF NOT EXISTS unaccent;

-- A name as it is searched: no accents, lower case, anything but letters and digits as one space.
CREATE FUNCTION folded(name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN btrim(regexp_replace(lower(unaccent('unaccent'::regdictionary, name)), '[^a-z0-9]+', ' ', 'g'));

-- One row per person who ever asked for a visit or changed. Booking, ban and deletion lock it first.
CREATE TABLE patient (
  id uuid PRIMARY KEY,
  deleted boolean NOT NULL DEFAULT false,
  -- Highest version of the person heard of from identity.
  person_version bigint NOT NULL DEFAULT 0
);

-- The patients of an office: a snapshot of their names, and whether they are banned.
CREATE TABLE office_patient (
  office_id uuid NOT NULL,
  patient_id uuid NOT NULL REFERENCES patient,
  last_name text NOT NULL,
  first_name text NOT NULL,
  -- Version of the person the names are of.
  person_version bigint NOT NULL,
  banned boolean NOT NULL DEFAULT false,
  ban_changed_by uuid,
  ban_changed_at timestamptz,
  -- Version of the aggregate, for its events.
  version bigint NOT NULL DEFAULT 0,
  search text NOT NULL GENERATED ALWAYS AS (folded(last_name || ' ' || first_name)) STORED,
  PRIMARY KEY (office_id, patient_id)
);
-- Serves a person's change of name.
CREATE INDEX office_patient_person ON office_patient (patient_id);
-- Serves the alphabetical list.
CREATE INDEX office_patient_order ON office_patient (office_id, search);
-- Serves the search by any part of a name.
CREATE INDEX office_patient_search ON office_patient USING gin (office_id, search gin_trgm_ops);

CREATE TYPE visit_state AS ENUM ('requested', 'booked', 'cancelled', 'refused');
CREATE TYPE actor_kind AS ENUM ('patient', 'staff', 'system');

CREATE TABLE visit (
  id uuid PRIMARY KEY,
  office_id uuid NOT NULL,
  patient_id uuid NOT NULL,
  state visit_state NOT NULL,
  starts_at timestamptz NOT NULL,
  -- The same as starts_at until the claim tells the length.
  ends_at timestamptz NOT NULL CHECK (ends_at >= starts_at),
  tz text NOT NULL,
  reason text NOT NULL,
  phone text NOT NULL,
  teleconsultation boolean NOT NULL,
  price_cents integer NOT NULL CHECK (price_cents >= 0),
  absent boolean NOT NULL DEFAULT false,
  -- The claim that stands for the time, and the highest number ever given to one.
  claim_no integer NOT NULL,
  last_claim_no integer NOT NULL CHECK (last_claim_no >= claim_no),
  version bigint NOT NULL,
  schedule_revision integer NOT NULL,
  idempotency_key text NOT NULL,
  request_hash text NOT NULL,
  -- Why it was refused, as the same key will be told again: {kind, code, message, details}.
  refusal jsonb CHECK ((refusal IS NOT NULL) = (state = 'refused')),
  requested_at timestamptz NOT NULL,
  booked_at timestamptz CHECK (booked_at IS NOT NULL OR state IN ('requested', 'refused')),
  changed_by actor_kind NOT NULL,
  changed_by_id text NOT NULL,
  changed_at timestamptz NOT NULL,
  -- A move that was asked for and is not finished.
  move_starts_at timestamptz,
  move_claim_no integer,
  move_requested_at timestamptz,
  move_by_id text,
  -- When the worker looks after what its caller did not finish: a requested visit, a pending move.
  intent_due_at timestamptz,
  CHECK (num_nulls(move_starts_at, move_claim_no, move_requested_at, move_by_id) IN (0, 4)),
  CHECK (move_claim_no IS NULL OR (state = 'booked' AND move_claim_no <= last_claim_no)),
  CHECK ((intent_due_at IS NOT NULL) = (state = 'requested' OR move_claim_no IS NOT NULL)),
  -- Serves the repeat of a request.
  CONSTRAINT visit_key UNIQUE (patient_id, idempotency_key)
);
-- Serves a patient's visits, and the count of her open ones in an office.
CREATE INDEX visit_patient ON visit (patient_id, office_id, ends_at);
-- Serves the office's planning and the reconciler.
CREATE INDEX visit_office ON visit (office_id, ends_at) WHERE state = 'booked';
-- Serves what the planning shows whatever its age.
CREATE INDEX visit_followed_up ON visit (office_id) WHERE state = 'booked' AND (absent OR teleconsultation);
-- Serves the worker of intents.
CREATE INDEX visit_intent ON visit (intent_due_at) WHERE intent_due_at IS NOT NULL;
-- Serves retention.
CREATE INDEX visit_age ON visit (ends_at);

-- Claims to free: written with the state that says so, deleted once scheduling has freed them.
CREATE TABLE claim_release (
  visit_id uuid NOT NULL,
  claim_no integer NOT NULL,
  office_id uuid NOT NULL,
  due_at timestamptz NOT NULL,
  PRIMARY KEY (visit_id, claim_no)
);
CREATE INDEX claim_release_due ON claim_release (due_at);

-- What office-config said last about an office.
CREATE TABLE office_policy (
  office_id uuid PRIMARY KEY,
  version bigint NOT NULL,
  tz text NOT NULL,
  booking_mode text NOT NULL,
  reason_mode text NOT NULL,
  patients_may_cancel boolean NOT NULL,
  cancel_cutoff_hours integer NOT NULL,
  secretariat_phone text NOT NULL,
  teleconsultation_price_cents integer NOT NULL
);

CREATE TABLE home_visits (
  office_id uuid PRIMARY KEY,
  text text NOT NULL,
  version bigint NOT NULL,
  saved_by uuid NOT NULL,
  saved_at timestamptz NOT NULL
);

-- What payment said last about a visit. None: not known, which counts as unpaid.
CREATE TABLE payment_state (
  visit_id uuid PRIMARY KEY,
  settled boolean NOT NULL,
  version bigint NOT NULL
);

-- One row: which offices the reconciler compares next, and when, whatever number of replicas runs.
CREATE TABLE reconciler (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  after_office uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
  due_at timestamptz NOT NULL DEFAULT '-infinity'
);
INSERT INTO reconciler DEFAULT VALUES;
