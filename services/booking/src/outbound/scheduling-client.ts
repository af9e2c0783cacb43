import type { RpcClient } from '@creneau/chassis';
import type { SchedulingServiceService } from '@creneau/proto/scheduling/v1/service';
import type { Scheduling } from '../use-cases/ports';

type Client = Pick<RpcClient<SchedulingServiceService>, 'claimSlot' | 'releaseClaim' | 'listClaims'>;

export const createScheduling = (scheduling: Client): Scheduling => ({
  async claim({ officeId, visitId, claimNo, startsAt }, deadline) {
    const { claim, timeZone } = await scheduling.claimSlot(
      { officeId, visitId, claimNo, start: startsAt, overbook: false },
      { within: { person: undefined, deadline } },
    );
    const { start, end } = claim?.during ?? {};
    if (!start || !end) throw new Error('scheduling answered a claim without its time');
    return { startsAt: start, endsAt: end, tz: timeZone };
  },
  async release(claim, deadline) {
    await scheduling.releaseClaim(claim, { within: { person: undefined, deadline } });
  },
  async heldClaims(officeId, endingAfter) {
    const { claims } = await scheduling.listClaims({ officeId, endingAfter });
    return claims.map(({ visitId, claimNo }) => ({ officeId, visitId, claimNo }));
  },
});
