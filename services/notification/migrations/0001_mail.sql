CREATE TYPE mail_kind AS ENUM ('confirmation', 'reminder', 'moved', 'cancelled', 'office_cancelled');
CREATE TYPE mail_state AS ENUM ('waiting', 'sent', 'stale', 'failed');
CREATE TYPE actor AS ENUM ('patient', 'staff', 'system');

-- The send log. A row is never deleted, so that replayed events send nothing again. Holds no address and no text.
CREATE TABLE mail (
  visit_id uuid NOT NULL,
  schedule_revision integer NOT NULL,
  kind mail_kind NOT NULL,
  office_id uuid NOT NULL,
  -- Null for a patient whom the office entered itself.
  patient_id uuid,
  -- Who made the change that the mail tells of.
  by_actor actor NOT NULL,
  -- Of a moved visit: the time it had before.
  previous_starts_at timestamptz,
  -- By the one clock, which tests shift.
  due_at timestamptz NOT NULL,
  state mail_state NOT NULL DEFAULT 'waiting',
  version bigint NOT NULL DEFAULT 1,
  attempts integer NOT NULL DEFAULT 0,
  -- By the machine's clock: not tried before; while a sender holds the mail, the end of its lease.
  next_attempt_at timestamptz NOT NULL,
  -- The sender that holds it.
  leased_by uuid,
  sent_at timestamptz,
  -- A stable code. Never an address nor an answer of a mail server, which may quote one.
  last_error text,
  PRIMARY KEY (visit_id, schedule_revision, kind)
);
-- Serves the senders.
CREATE INDEX mail_due ON mail (due_at) WHERE state = 'waiting';
