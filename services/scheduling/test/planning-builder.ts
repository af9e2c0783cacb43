import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import {
  createLogger,
  createOfficeQueue,
  createOutbox,
  Health,
  Life,
  ManualClock,
  openPostgres,
  type Postgres,
} from '@creneau/chassis';
import { freshDatabase } from '@creneau/chassis/testing';
import type { Period } from '../src/domain/planning-day';
import { type GenerationSettings, localDate, windowEnd } from '../src/domain/schedule';
import { generateDays } from '../src/outbound/postgres/day-repository';
import { beginSchedule, saveGeneratedThrough } from '../src/outbound/postgres/schedule-repository';

export const MIGRATIONS = join(__dirname, '..', 'migrations');
export const NOW = '2027-01-11T07:00:00Z';

/** Monday to Friday 9–12 and 14–18, a quarter of an hour a visit. */
export const someSettings = (change: Partial<GenerationSettings> = {}): GenerationSettings => ({
  version: 1,
  tz: 'Europe/Paris',
  windowDays: 90,
  visitMinutes: 15,
  weeklyPeriods: Array.from({ length: 7 }, (_, index): Period[] =>
    index < 5
      ? [
          [540, 720],
          [840, 1080],
        ]
      : [],
  ),
  ...change,
});

/** A database of its own with what the use cases need, as the service's wiring would give it. */
export const openStore = async () => {
  const database = await freshDatabase(MIGRATIONS);
  const log = createLogger('scheduling-test', 'fatal');
  const life = new Life(log);
  const postgres = await openPostgres({ url: database.url, life, health: new Health(), log, connections: 10 });
  const clock = new ManualClock(NOW);
  return {
    postgres,
    url: database.url,
    clock,
    log,
    outbox: createOutbox(clock, () => undefined),
    freeTimeChanged: (): void => undefined,
    queue: createOfficeQueue({ maxWaitMs: 4_000, maxWaiting: 5_000 }),
    close: async () => {
      await life.stop();
      await database.drop();
    },
  };
};

/** An office whose planning is generated up to its window's end. */
export const anOffice = async (postgres: Postgres, clock: ManualClock, settings = someSettings()): Promise<string> => {
  const officeId = randomUUID();
  const today = localDate(clock.now(), settings.tz);
  const through = windowEnd(today, settings.windowDays);
  await beginSchedule(postgres, officeId, settings);
  await generateDays(postgres, officeId, today, through);
  await saveGeneratedThrough(postgres, officeId, through);
  return officeId;
};

export const at = (instant: string): Temporal.Instant => Temporal.Instant.from(instant);
