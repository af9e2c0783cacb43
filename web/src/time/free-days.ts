import { addDays, type DayText, dayOf } from './format';
import { now } from './server-time';

/** Longest window of a planning, with the day on either side that the time zones of the world may add. */
const DAYS_AHEAD = 182;

/** The days to ask for when the office's own zone and window are not known yet: none that matters is left out. */
export const freeDays = (): { from: DayText; to: DayText } => {
  const from = addDays(dayOf(now(), 'UTC'), -1);
  return { from, to: addDays(from, DAYS_AHEAD) };
};
