import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { AppError, type Call, conflict, fromStatus } from '@creneau/chassis';
import type { ClaimSlotOutcome } from '@creneau/proto/scheduling/v1/service';
import { makeHandlers, type UseCases } from './handlers';

const CALL: Call = { service: 'booking', person: undefined, deadline: undefined };
const START = Temporal.Instant.from('2027-01-12T09:00:00Z');

/** Claims in one call of which each is taken once its turn comes, or ends with an error. */
const claimTogether = (outcomes: readonly (Promise<void> | Error)[]) => {
  const visits = outcomes.map((): string => randomUUID());
  const { claimSlots } = makeHandlers({
    claimSlot: async ({ visitId, claimNo, officeId }) => {
      const outcome = outcomes[visits.indexOf(visitId)];
      if (outcome instanceof Error) throw outcome;
      await outcome;
      const startS = START.epochMilliseconds / 1_000;
      const span = { startS, endS: startS + 900 };
      return { claim: { visitId, claimNo, officeId, lane: 0, held: true, span }, tz: 'Europe/Paris' };
    },
  } as Partial<UseCases> as UseCases);
  const claims = visits.map((visitId) => {
    return { visitId, claimNo: 1, officeId: randomUUID(), start: START, overbook: false };
  });
  const told: ClaimSlotOutcome[] = [];
  const ended = claimSlots({ claims }, CALL, (response) => told.push(...response.outcomes)).catch((error) => error);
  return { told, ended };
};
const refusals = (told: readonly ClaimSlotOutcome[]) =>
  told.map(({ refusal }) => (refusal ? fromStatus(refusal).code : 'taken'));

const taken = conflict('slot_taken', 'The slot has just been taken.');

test('of claims in one call each is told of when it is decided, whatever the others wait for', async () => {
  let goOn = (): void => {};
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const { told, ended } = claimTogether([held, Promise.resolve(), taken, new Error('a fault of ours')]);
  await turn();
  await turn();
  expect(told.map(({ index }) => index).sort()).toEqual([1, 2, 3]);
  goOn();
  await ended;
  expect(refusals(told.toSorted((a, b) => a.index - b.index))).toEqual(['taken', 'taken', 'slot_taken', 'internal']);
});

test('a call whose claims were refused is well; one with a fault ends with it, ours before that of a store', async () => {
  expect(await claimTogether([taken, Promise.resolve()]).ended).toBeUndefined();
  const away = new AppError('unavailable', 'database_unavailable', 'away');
  expect(await claimTogether([taken, away]).ended).toBe(away);
  const fault = new Error('a fault of ours');
  expect(await claimTogether([away, fault, taken]).ended).toBe(fault);
});
