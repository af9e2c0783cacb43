-- Serves the snapshot, which goes office by office. Bookings wait while it is made: some seconds where millions of visits are kept.
CREATE INDEX visit_told ON visit (office_id, id) WHERE state IN ('booked', 'cancelled');
