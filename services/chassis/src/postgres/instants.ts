/** `2027-01-12 08:15:00.123+00`, the most that a whole number of milliseconds takes in UTC. */
const MILLISECONDS_LENGTH = 26;

/**
 * A timestamptz as PostgreSQL writes it. Date reads what it can hold, in a fifth of the time: a planning of some hundred
 * visits is mostly instants.
 */
export const instantOf = (text: string): Temporal.Instant => {
  if (text.length <= MILLISECONDS_LENGTH && text.endsWith('+00')) {
    const epochMs = Date.parse(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`);
    if (!Number.isNaN(epochMs)) return Temporal.Instant.fromEpochMilliseconds(epochMs);
  }
  return Temporal.Instant.from(text.replace(' ', 'T'));
};

/** The same instant as a parameter. */
export const instantText = (instant: Temporal.Instant): string =>
  instant.epochNanoseconds % 1_000_000n === 0n ? new Date(instant.epochMilliseconds).toISOString() : instant.toString();
