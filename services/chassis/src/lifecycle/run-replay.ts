import { parseArgs } from 'node:util';
import type { ServiceConfig } from '../config/base-config';
import { invalid } from '../errors/app-error';
import type { Subscription } from '../kafka/apply-event';
import { createKafka } from '../kafka/kafka';
import { createOutbox, type Outbox } from '../kafka/outbox';
import { listParked, replayParked } from '../kafka/replay';
import { openPostgres, type Postgres } from '../postgres/pool';
import { runCommand } from './run-command';
import type { Wiring } from './run-service';

interface ReplayOptions<C> {
  /** The service, which is also its consumer group. */
  service: string;
  loadConfig: () => C;
  /** The areas it listens to. */
  areas: readonly string[];
  /** What it does with their events, as the living consumer does it. */
  listen: (
    wiring: Wiring<C>,
    stores: { postgres: Postgres; outbox: Outbox },
  ) => readonly Subscription[] | Promise<readonly Subscription[]>;
}

/**
 * A service's `node dist/run-replay.js [--area <area>] [--event <id>] [--dry-run] | --list`: applies what its consumer parked,
 * or lists it. Prints one line of JSON; exits with 1 when something stays parked. The facts it causes are published by the
 * living service's relay.
 */
export const runReplay = <C extends ServiceConfig & { DATABASE_URL: string }>(options: ReplayOptions<C>) =>
  runCommand(`${options.service}-replay`, options.loadConfig, async (wiring) => {
    const { values } = parseArgs({
      options: {
        area: { type: 'string' },
        event: { type: 'string' },
        'dry-run': { type: 'boolean' },
        list: { type: 'boolean' },
      },
    });
    const { config, life, health, log, clock } = wiring;
    const areas = options.areas.filter((area) => values.area === undefined || values.area === area);
    if (areas.length === 0) {
      const message = `is one of ${options.areas.join(', ')}: what ${options.service} listens to`;
      throw invalid([{ field: '--area', rule: 'not_an_option', message }]);
    }
    const kafka = createKafka(wiring.name, config, log);
    const group = options.service;
    if (values.list) {
      const lists = [];
      for (const area of areas) lists.push(await listParked({ kafka, group }, area));
      return { parked: lists.flat() };
    }
    if (values.event !== undefined && areas.length > 1)
      throw invalid([{ field: '--area', rule: 'required', message: 'is required with --event' }]);
    const postgres = await openPostgres({ url: config.DATABASE_URL, connections: 2, life, health, log });
    const outbox = createOutbox(clock, () => undefined);
    const subscriptions = await options.listen(wiring, { postgres, outbox });
    const on = { kafka, group, clock, postgres, subscriptions };
    const report = { replayed: 0, alreadyApplied: 0, stillParked: [] as unknown[] };
    for (const area of areas) {
      const part = await replayParked(on, { area, event: values.event, dryRun: values['dry-run'] });
      report.replayed += part.replayed;
      report.alreadyApplied += part.alreadyApplied;
      report.stillParked.push(...part.stillParked);
    }
    if (report.stillParked.length > 0) process.exitCode = 1;
    return report;
  });
