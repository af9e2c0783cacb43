-- Serves the mails that are due at once, should the clock have gone back behind the change that they tell of.
CREATE INDEX mail_at_once ON mail (due_at) WHERE state = 'waiting' AND kind <> 'reminder';
