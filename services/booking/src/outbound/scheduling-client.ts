import { AppError, fromStatus, gathered, isAway, type KnownCurrent, type RpcClient, until } from '@creneau/chassis';
import type {
  ClaimSlotOutcome,
  ClaimSlotRequest,
  ClaimSlotResponse,
  SchedulingServiceService,
} from '@creneau/proto/scheduling/v1/service';
import { type Refusal, toRefusal } from '../domain/refusal';
import type { Slot } from '../domain/visit';
import type { Scheduling, SlotClaim } from '../use-cases/ports';

type Client = Pick<RpcClient<SchedulingServiceService>, 'claimSlot' | 'claimSlots' | 'releaseClaim' | 'listClaims'>;
type FreeTime = Pick<KnownCurrent, 'stands' | 'changed'>;

const REMEMBERED = 20_000;
/** That scheduling takes in one call. */
const MOST_CLAIMS = 100;

/** Slots that scheduling refused as taken, while `freeTime` says that nothing of their office changed since it was asked. */
const rememberTaken = (freeTime: FreeTime) => {
  const slots = new Map<string, { refusal: Refusal; askedMs: number }>();
  const keyOf = (officeId: string, startsAt: Temporal.Instant): string => `${officeId} ${startsAt.epochMilliseconds}`;
  return {
    taken(officeId: string, startsAt: Temporal.Instant): Refusal | undefined {
      const known = slots.get(keyOf(officeId, startsAt));
      return known && freeTime.stands(officeId, known.askedMs, performance.now()) ? known.refusal : undefined;
    },
    refused(officeId: string, startsAt: Temporal.Instant, askedMs: number, error: unknown): void {
      const refusal = error instanceof AppError && error.code === 'slot_taken' ? toRefusal(error) : undefined;
      if (!refusal) return;
      if (slots.size >= REMEMBERED) slots.clear();
      slots.set(keyOf(officeId, startsAt), { refusal, askedMs });
    },
  };
};

interface Asked {
  claim: SlotClaim;
  deadline: Date;
  resolve: (taken: ClaimSlotResponse) => void;
  reject: (error: unknown) => void;
}

/**
 * What is claimed in one turn of the event loop goes in one call, to one replica: bookings that came at once are claimed, and go on,
 * together. None waits for another's answer, nor beyond its own deadline.
 */
const makeClaim = (scheduling: Client): Scheduling['claim'] => {
  const askAlone = ({ claim, deadline, resolve, reject }: Asked): void =>
    void scheduling.claimSlot(requestOf(claim), { within: { person: undefined, deadline } }).then(resolve, reject);

  const askTogether = async (asked: readonly Asked[]): Promise<void> => {
    const unanswered = new Map(asked.entries());
    const latest = new Date(Math.max(...asked.map(({ deadline }) => deadline.getTime())));
    const tell = ({ index, taken, refusal }: ClaimSlotOutcome): void => {
      const one = unanswered.get(index);
      if (taken) one?.resolve(taken);
      else if (refusal) one?.reject(fromStatus(refusal));
      else return;
      unanswered.delete(index);
    };
    const failure: unknown = await scheduling
      .claimSlots(
        { claims: asked.map(({ claim }) => requestOf(claim)) },
        { within: { person: undefined, deadline: latest } },
        ({ outcomes }) => outcomes.forEach(tell),
      )
      .catch((error: unknown) => error);
    for (const one of unanswered.values()) {
      if (isAway(failure)) one.reject(failure);
      // A scheduling of the release before knows no such call.
      else askAlone(one);
    }
  };

  const ask = gathered<Asked>((asked) => {
    const [only] = asked;
    if (only && asked.length === 1) askAlone(only);
    else void askTogether(asked);
  }, MOST_CLAIMS);

  return async (claim, deadline) => {
    const answer = new Promise<ClaimSlotResponse>((resolve, reject) => {
      ask({ claim, deadline, resolve, reject }).catch(reject);
    });
    return slotOf(await until(deadline.getTime(), answer));
  };
};

const requestOf = ({ officeId, visitId, claimNo, startsAt }: SlotClaim): ClaimSlotRequest => ({
  officeId,
  visitId,
  claimNo,
  start: startsAt,
  overbook: false,
});

const slotOf = ({ claim, timeZone }: ClaimSlotResponse): Slot => {
  const { start, end } = claim?.during ?? {};
  if (!start || !end) throw new Error('scheduling answered a claim without its time');
  return { startsAt: start, endsAt: end, tz: timeZone };
};

export const createScheduling = (scheduling: Client, freeTime: FreeTime): Scheduling => {
  const { taken, refused } = rememberTaken(freeTime);
  const claim = makeClaim(scheduling);
  return {
    taken,
    async claim(slot, deadline) {
      const askedMs = performance.now();
      try {
        return await claim(slot, deadline);
      } catch (error) {
        refused(slot.officeId, slot.startsAt, askedMs, error);
        throw error;
      }
    },
    async release(claim, deadline) {
      await scheduling.releaseClaim(claim, { within: { person: undefined, deadline } });
      // Scheduling tells it as well; who was answered here that her visit is cancelled need not wait for that.
      freeTime.changed(claim.officeId, performance.now());
    },
    async heldClaims(officeId, endingAfter) {
      const { claims } = await scheduling.listClaims({ officeId, endingAfter });
      return claims.map(({ visitId, claimNo }) => ({ officeId, visitId, claimNo }));
    },
  };
};
