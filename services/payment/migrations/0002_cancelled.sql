-- Whether the visit was cancelled: of a due that was paid, its state does not tell.
ALTER TABLE due ADD COLUMN visit_cancelled boolean NOT NULL DEFAULT false;
UPDATE due SET visit_cancelled = true WHERE state = 'void';
