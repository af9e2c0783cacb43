CREATE TYPE due_state AS ENUM ('unpaid', 'paid', 'exempt', 'void');

-- What is due for one teleconsultation. Moves no money and knows of none that moved.
CREATE TABLE due (
  visit_id uuid PRIMARY KEY,
  office_id uuid NOT NULL,
  -- At the time of the booking; 0 where the office has given no price.
  amount_cents integer NOT NULL CHECK (amount_cents >= 0),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  state due_state NOT NULL,
  version bigint NOT NULL,
  -- Of the visit whose event was applied last.
  visit_version bigint NOT NULL,
  changed_at timestamptz NOT NULL
);

-- Who said what, and when. The ground of an exemption is health data and is not asked for.
CREATE TABLE due_change (
  visit_id uuid NOT NULL REFERENCES due,
  version bigint NOT NULL,
  state due_state NOT NULL,
  -- Null when an event of the visit did it.
  changed_by uuid,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (visit_id, version)
);
