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
import { officeInstant } from './office-time';
import { factsOf, present, textOrNull } from './visit-view';

type Planning = z.input<(typeof getPlanning)['success']['schema']>;
type PlanningVisit = Planning['coming'][number];
type PlanningBlock = Planning['blocks'][number];

const visitView = ({ visit, unpaid, patientBanned }: PlanningVisitMessage): PlanningVisit => {
  const { reason, phone, patientLastName, patientFirstName } = present(visit);
  const facts = factsOf(visit);
  return {
    appointmentId: facts.visitId,
    startsAt: officeInstant(facts.startsAt, facts.timeZone),
    endsAt: officeInstant(facts.endsAt, facts.timeZone),
    patient: {
      id: textOrNull(facts.patientId),
      lastName: patientLastName,
      firstName: patientFirstName,
      banned: patientBanned,
    },
    reason: textOrNull(reason),
    phone: textOrNull(phone),
    teleconsultation: facts.teleconsultation,
    unpaid,
    absence: facts.unjustifiedAbsence,
    version: facts.version,
  };
};

const startMs = ({ visit }: PlanningVisitMessage): number => present(factsOf(visit).startsAt).epochMilliseconds;

/** The three parts of the planning, split at the office's midnights (E1, E3). */
export const visitParts = (
  visits: readonly PlanningVisitMessage[],
  now: Temporal.Instant,
  timeZone: string,
): Pick<Planning, 'today' | 'coming' | 'past' | 'followUp'> => {
  const zoned = now.toZonedDateTimeISO(timeZone);
  const midnightMs = zoned.startOfDay().epochMilliseconds;
  const oldestMs = zoned.startOfDay().subtract({ days: 30 }).epochMilliseconds;
  const ascending = [...visits].sort((a, b) => startMs(a) - startMs(b));
  const newestFirst = [...ascending].reverse();
  const ended = (v: PlanningVisitMessage): boolean =>
    present(factsOf(v.visit).endsAt).epochMilliseconds <= now.epochMilliseconds;
  return {
    today: zoned.toPlainDate().toString(),
    coming: ascending.filter((v) => startMs(v) >= midnightMs).map(visitView),
    past: newestFirst.filter((v) => startMs(v) < midnightMs && startMs(v) >= oldestMs).map(visitView),
    followUp: newestFirst.filter((v) => ended(v) && (v.unpaid || factsOf(v.visit).unjustifiedAbsence)).map(visitView),
  };
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
