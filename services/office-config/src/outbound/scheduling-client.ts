import type { RpcClient } from '@creneau/chassis';
import type { SchedulingServiceService } from '@creneau/proto/scheduling/v1/service';
import type { Scheduling } from '../use-cases/ports';

const PATIENCE_MS = 3_000;

/** Asks scheduling in the service's own name. */
export const createScheduling = (
  client: Pick<RpcClient<SchedulingServiceService>, 'getSchedule' | 'applySettings'>,
): Scheduling => ({
  async zoneInForce(officeId, deadline) {
    const { schedule } = await client.getSchedule(
      { officeId },
      { within: { person: undefined, deadline }, timeoutMs: PATIENCE_MS },
    );
    return schedule?.generated ? schedule.timeZone : undefined;
  },
  async applySettings(officeId, settingsVersion, deadline) {
    const { effectiveFrom } = await client.applySettings(
      { officeId, settingsVersion },
      { within: { person: undefined, deadline }, timeoutMs: PATIENCE_MS },
    );
    return effectiveFrom;
  },
});
