-- What payment said of a visit goes with the visit, and nothing is kept of one that is gone.
DELETE FROM payment_state s WHERE NOT EXISTS (SELECT 1 FROM visit v WHERE v.id = s.visit_id);
ALTER TABLE payment_state ADD FOREIGN KEY (visit_id) REFERENCES visit ON DELETE CASCADE;
