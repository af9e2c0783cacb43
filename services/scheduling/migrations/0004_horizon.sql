-- How far nights have taken an office's days: a row apart, since every night writes all of them, and next to the hours each was a new
-- version of those. An office has none before its first night: generated_through is where its first generation ended.
CREATE TABLE planning_horizon (
  office_id uuid PRIMARY KEY,
  through date NOT NULL
) WITH (fillfactor = 45); -- The next version of a row finds room on its page.
-- No night moves these rows any more.
ALTER TABLE office_schedule RESET (fillfactor);
