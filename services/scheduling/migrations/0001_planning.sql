CREATE EXTENSION IF NOT EXISTS btree_gist;

-- One row per office. Every write of an office locks it first, in a statement of its own.
CREATE TABLE office_schedule (
  office_id uuid PRIMARY KEY,
  tz text NOT NULL,
  window_days integer NOT NULL CHECK (window_days IN (90, 180)),
  -- Null while the initial generation has not finished.
  generated_through date,
  settings_version bigint NOT NULL,
  visit_minutes integer NOT NULL CHECK (visit_minutes BETWEEN 1 AND 720),
  -- Seven arrays, Monday first, of [start, end] in minutes since local midnight: [[540,720],[840,1080]].
  weekly_periods jsonb NOT NULL,
  -- Version of the aggregate, for its events.
  version bigint NOT NULL DEFAULT 0
);
-- Serves the nightly window: who is behind.
CREATE INDEX office_schedule_generated ON office_schedule (generated_through);

-- A day as it was generated; a row for days without work too.
CREATE TABLE planning_day (
  office_id uuid NOT NULL,
  day date NOT NULL,
  tz text NOT NULL,
  visit_minutes integer NOT NULL,
  periods jsonb NOT NULL,
  PRIMARY KEY (office_id, day)
);
-- Serves retention.
CREATE INDEX planning_day_age ON planning_day (day);

CREATE TYPE claim_state AS ENUM ('held', 'released');

-- The time a visit takes. Two held claims of different visits never overlap within a lane of an office.
CREATE TABLE claim (
  visit_id uuid NOT NULL,
  claim_no integer NOT NULL CHECK (claim_no > 0),
  office_id uuid NOT NULL,
  lane integer NOT NULL DEFAULT 0 CHECK (lane >= 0),
  -- Empty for one that was released before it ever arrived.
  during tstzrange NOT NULL,
  state claim_state NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (visit_id, claim_no),
  CONSTRAINT claim_no_overlap EXCLUDE USING gist (
    office_id WITH =, lane WITH =, visit_id WITH <>, during WITH &&) WHERE (state = 'held')
);
-- Serves retention.
CREATE INDEX claim_age ON claim (changed_at);

CREATE TABLE block (
  id uuid PRIMARY KEY,
  office_id uuid NOT NULL,
  during tstzrange NOT NULL CHECK (NOT isempty(during)),
  label text NOT NULL,
  placed_by uuid NOT NULL,
  placed_at timestamptz NOT NULL
);
CREATE INDEX block_office ON block USING gist (office_id, during);
