-- Serves the snapshot, which goes office by office.
CREATE INDEX visit_told ON visit (office_id, id) WHERE state IN ('booked', 'cancelled');
