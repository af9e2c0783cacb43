-- Offices whose last comparison found something: compared again in every round, and counted by every replica.
CREATE TABLE reconciler_mismatch (
  office_id uuid PRIMARY KEY,
  visits_without_claim integer NOT NULL,
  claims_without_visit integer NOT NULL
);
