import { AppError, type KnownCurrent, type RpcClient } from '@creneau/chassis';
import type { SchedulingServiceService } from '@creneau/proto/scheduling/v1/service';
import { type Refusal, toRefusal } from '../domain/refusal';
import type { Scheduling } from '../use-cases/ports';

type Client = Pick<RpcClient<SchedulingServiceService>, 'claimSlot' | 'releaseClaim' | 'listClaims'>;
type FreeTime = Pick<KnownCurrent, 'stands' | 'changed'>;

const REMEMBERED = 20_000;

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

export const createScheduling = (scheduling: Client, freeTime: FreeTime): Scheduling => {
  const { taken, refused } = rememberTaken(freeTime);
  return {
    taken,
    async claim({ officeId, visitId, claimNo, startsAt }, deadline) {
      const askedMs = performance.now();
      try {
        const { claim, timeZone } = await scheduling.claimSlot(
          { officeId, visitId, claimNo, start: startsAt, overbook: false },
          { within: { person: undefined, deadline } },
        );
        const { start, end } = claim?.during ?? {};
        if (!start || !end) throw new Error('scheduling answered a claim without its time');
        return { startsAt: start, endsAt: end, tz: timeZone };
      } catch (error) {
        refused(officeId, startsAt, askedMs, error);
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
