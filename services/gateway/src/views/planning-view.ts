import { unavailable } from '@creneau/chassis';
import type { PlanningVisit as PlanningVisitMessage } from '@creneau/proto/booking/v1/service';
import {
  type Block as BlockMessage,
  type PlanningDay,
  type Slot,
  SlotState,
} from '@creneau/proto/scheduling/v1/messages';
import type { GetDaysResponse } from '@creneau/proto/scheduling/v1/service';
import type * as z from 'zod';
import type { Block, getPlanning } from '../api/planning';
import { officeInstant, officeSecond } from './office-time';
import { present, textOrNull } from './visit-view';

type Planning = z.input<(typeof getPlanning)['success']['schema']>;
type PlanningVisit = Planning['coming'][number];
type PlanningBlock = Planning['blocks'][number];

const visitView = (visit: PlanningVisitMessage, timeZone: string): PlanningVisit => ({
  appointmentId: visit.visitId,
  startsAt: officeSecond(visit.startsAtEpochSeconds, timeZone),
  endsAt: officeSecond(visit.endsAtEpochSeconds, timeZone),
  patient: {
    id: textOrNull(visit.patientId),
    lastName: visit.patientLastName,
    firstName: visit.patientFirstName,
    banned: visit.patientBanned,
  },
  reason: textOrNull(visit.reason),
  phone: textOrNull(visit.phone),
  teleconsultation: visit.teleconsultation,
  unpaid: visit.unpaid,
  absence: visit.unjustifiedAbsence,
  version: visit.version,
});

const epochSeconds = (zoned: Temporal.ZonedDateTime): number => Math.floor(zoned.epochMilliseconds / 1000);

/** The three parts of the planning, split at the office's midnights (E1, E3). Visits come by time. */
export const visitParts = (
  visits: readonly PlanningVisitMessage[],
  now: Temporal.Instant,
  timeZone: string,
): Pick<Planning, 'today' | 'coming' | 'past' | 'followUp'> => {
  const zoned = now.toZonedDateTimeISO(timeZone);
  const midnightS = epochSeconds(zoned.startOfDay());
  const oldestS = epochSeconds(zoned.startOfDay().subtract({ days: 30 }));
  const nowS = epochSeconds(zoned);
  const [coming, past, followUp]: [PlanningVisit[], PlanningVisit[], PlanningVisit[]] = [[], [], []];
  for (const visit of visits) {
    // Told by a booking that is older than this gateway: no planning is better than a wrong one.
    if (visit.visitId === '') throw unavailable('unavailable', 'The planning is told as another release did.');
    const view = visitView(visit, timeZone);
    const startS = visit.startsAtEpochSeconds;
    if (startS >= midnightS) coming.push(view);
    else if (startS >= oldestS) past.push(view);
    if (visit.endsAtEpochSeconds <= nowS && (visit.unpaid || visit.unjustifiedAbsence)) followUp.push(view);
  }
  return { today: zoned.toPlainDate().toString(), coming, past: past.reverse(), followUp: followUp.reverse() };
};

export const blockView = (block: BlockMessage, timeZone: string): z.input<typeof Block> => ({
  blockId: block.id,
  startsAt: officeInstant(block.during?.start, timeZone),
  endsAt: officeInstant(block.during?.end, timeZone),
  label: textOrNull(block.label),
});

const slotTimes = (slot: Slot | undefined, timeZone: string) =>
  slot
    ? { startsAt: officeInstant(slot.during?.start, timeZone), endsAt: officeInstant(slot.during?.end, timeZone) }
    : null;

const blockStartMs = (block: BlockMessage): number => present(block.during?.start).epochMilliseconds;

/** Each block with the first and the last of the slots it takes, which is all that the planning shows of it. */
export const planningBlocks = (answer: GetDaysResponse): PlanningBlock[] => {
  const blocked = answer.days.flatMap((day) => day.slots).filter((slot) => slot.state === SlotState.BLOCKED);
  return [...answer.blocks]
    .sort((a, b) => blockStartMs(a) - blockStartMs(b))
    .map((block) => {
      const from = blockStartMs(block);
      const to = present(block.during?.end).epochMilliseconds;
      const within = blocked.filter((slot) => {
        const start = present(slot.during?.start).epochMilliseconds;
        return start < to && present(slot.during?.end).epochMilliseconds > from;
      });
      return {
        ...blockView(block, answer.timeZone),
        firstSlot: slotTimes(within[0], answer.timeZone),
        lastSlot: slotTimes(within.at(-1), answer.timeZone),
      };
    });
};

const STATES = {
  [SlotState.UNSPECIFIED]: 'free',
  [SlotState.FREE]: 'free',
  [SlotState.CLAIMED]: 'claimed',
  [SlotState.BLOCKED]: 'blocked',
} as const;

export const dayView = (day: PlanningDay, timeZone: string) => ({
  day: day.day,
  visitMinutes: day.visitMinutes,
  slots: day.slots.map((slot) => ({
    startsAt: officeInstant(slot.during?.start, timeZone),
    endsAt: officeInstant(slot.during?.end, timeZone),
    state: STATES[slot.state],
  })),
});
