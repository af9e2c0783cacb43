import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publicUrl } from '../stack/environment';
import type { Secrets } from '../stack/secrets';
import { processName, servicesOf } from '../stack/services';
import { port, type StackSettings } from '../stack/settings';
import { checkAll } from './checks/all';
import { runClients } from './clients';
import { openRecorder } from './history';
import { endLeases } from './leases';
import { makeNemesis, whenAllReady } from './nemesis';
import { planOf } from './plan';
import { whenQuiet } from './quiescence';
import type { Outcome } from './report';
import { openStores } from './stores';
import { takeSnapshot } from './take-snapshot';
import { violation } from './violation';
import { makeWorld } from './world';

export interface RunOptions {
  readonly seed: number;
  readonly seconds: number;
  readonly offices: number;
  readonly patients: number;
  readonly perSecond: number;
  readonly secondsBetweenFaults: number;
  readonly keycloakToo: boolean;
  /** How long everything may take to come to its end. */
  readonly quietWithinMs: number;
  /** Spares the wait for leases that dead senders of mails hold for three minutes. */
  readonly shortLeases: boolean;
  say(line: string): void;
}

const READY_MS = 120_000;

/**
 * Loads a stack that stands, strikes at it, heals it, waits for quiet, and checks what was told against what is. The stack
 * is left running. The history and the snapshot stay in its data folder.
 */
export const runChaos = async (settings: StackSettings, secrets: Secrets, options: RunOptions): Promise<Outcome> => {
  const { seed, say } = options;
  const stores = openStores(settings, secrets);
  const recorder = openRecorder(join(settings.data, 'chaos', `history-${seed}-${Date.now()}.jsonl`));
  say(`making ${options.offices} offices and ${options.patients} patients`);
  const world = await makeWorld(settings, secrets, options);
  const plan = planOf({ ...options, replicas: settings.replicas });
  say(`${plan.operations.length} operations and ${plan.faults.length} faults in ${options.seconds} s, seed ${seed}`);
  const nemesis = makeNemesis(settings, recorder);
  await Promise.all([nemesis.run(plan.faults), runClients(plan.operations, world, recorder)]);

  say('healing');
  const down = await nemesis.heal();
  const unready = down.length > 0 ? down : await whenAllReady(settings.data, readyUrls(settings), READY_MS);
  if (options.shortLeases) await endLeases(settings.data, stores);
  const officeIds = world.offices.map((office) => office.id);
  const { tookMs, stuck } = await whenQuiet(stores, officeIds, options.quietWithinMs);

  say('checking');
  const snapshot = await takeSnapshot(settings, stores, world);
  writeFileSync(recorder.path.replace('.jsonl', '.snapshot.json'), JSON.stringify(snapshot));
  const violations = [
    ...unready.map((name) => violation('stuck', 4, `${name} is not ready again after ${READY_MS / 1_000} s`)),
    ...stuck,
    ...checkAll(recorder, snapshot),
  ];
  return { seed, seconds: options.seconds, history: recorder, path: recorder.path, quietAfterMs: tookMs, violations };
};

const readyUrls = (settings: StackSettings): Map<string, string> =>
  new Map(
    servicesOf(settings).map((service) => [
      processName(service),
      service.adminPort
        ? `http://localhost:${port(settings, service.adminPort, service.replica)}`
        : publicUrl(settings),
    ]),
  );
