import type { Policy } from '@creneau/chassis';
import type { SchedulingServiceService } from '@creneau/proto/scheduling/v1/service';

/** Claims belong to booking alone, so that nobody walks around its rules. */
export const policy: Policy<SchedulingServiceService> = {
  generatePlanning: { from: ['gateway'], person: ['practitioner'] },
  applySettings: { from: ['office-config'], person: 'nobody' },
  getSchedule: { from: ['gateway', 'office-config', 'booking', 'identity'], person: 'nobody' },
  getAvailability: { from: ['gateway'], person: 'nobody' },
  findNearestSlots: { from: ['gateway', 'booking'], person: 'nobody' },
  getDays: { from: ['gateway'], person: ['secretary', 'practitioner'] },
  claimSlot: { from: ['booking'], person: 'nobody' },
  claimSlots: { from: ['booking'], person: 'nobody' },
  releaseClaim: { from: ['booking'], person: 'nobody' },
  listClaims: { from: ['booking'], person: 'nobody' },
  placeBlock: { from: ['gateway'], person: ['secretary', 'practitioner'] },
  liftBlock: { from: ['gateway'], person: ['secretary', 'practitioner'] },
  snapshotPlannings: { from: ['reader'], person: 'nobody' },
};
