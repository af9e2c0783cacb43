import { setTimeout as sleep } from 'node:timers/promises';
import { build } from './build';
import { Complaint } from './complaint';
import { components } from './components';
import { publicUrl } from './environment';
import type { Reporter } from './report';
import type { Secrets } from './secrets';
import { seed } from './seed';
import { serviceUnits } from './service-units';
import type { StackSettings } from './settings';
import { startUnits } from './start-units';
import type { Supervisor } from './supervisor';

/** Waits until the gateway says that everything behind it is there; says why not when it takes too long. */
const whenReady = async (url: string): Promise<void> => {
  const deadline = Date.now() + 60_000;
  let reason = 'no answer';
  while (Date.now() < deadline) {
    try {
      const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(3000) });
      reason = (await answer.text()).slice(0, 500);
      if (answer.ok) return;
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
    await sleep(200);
  }
  throw new Complaint(`${url}/readyz is not ready after a minute: ${reason}`);
};

/** From an empty machine to a site that books: components and build side by side, services, demo office, readiness. */
export const bringUpWholeStack = async (
  settings: StackSettings,
  secrets: Secrets,
  supervisor: Supervisor,
  report: Reporter,
): Promise<void> => {
  const services = serviceUnits(settings, secrets);
  await supervisor.refuseTakenPorts(services);
  await Promise.all([startUnits(components(settings, secrets), supervisor, report), build(settings.root, report)]);
  await startUnits(services, supervisor, report);
  await seed(settings, secrets, report.for('demo office'));
  await whenReady(publicUrl(settings));
};
