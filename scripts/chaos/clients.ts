import { setTimeout as sleep } from 'node:timers/promises';
import type { Reply } from './api';
import type { Answer, Recorder } from './history';
import { followUp, type Known, type Prepared, prepare } from './operations';
import type { Operation } from './plan';
import type { World } from './world';

/** A client that gets no answer asks again, at first soon. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Sends every operation at its instant, whatever became of the ones before: the load does not wait for answers. Resolves
 * when the last is answered or given up.
 */
export const runClients = async (operations: readonly Operation[], world: World, recorder: Recorder): Promise<void> => {
  const knowledge = world.offices.map(
    (office): Known => ({ office, requests: [], visits: [], blocks: [], banned: [] }),
  );
  const began = performance.now();
  const running: Promise<void>[] = [];
  for (const operation of operations) {
    const wait = operation.atMs - (performance.now() - began);
    if (wait > 0) await sleep(wait);
    const known = knowledge[operation.office];
    if (known) running.push(act(operation, known, world, recorder));
  }
  await Promise.all(running);
};

const act = async (operation: Operation, known: Known, world: World, recorder: Recorder): Promise<void> => {
  const prepared = prepare(operation, known, world);
  if (!prepared) return;
  const seen = await ask(operation, prepared, known, world, recorder);
  if (seen.status !== 200) return;
  const next = followUp(operation, known, seen.body);
  if (next) await ask(operation, next, known, world, recorder);
};

const NOTHING: Reply = { status: null, body: {} };

const ask = async (
  operation: Operation,
  prepared: Prepared,
  known: Known,
  world: World,
  recorder: Recorder,
): Promise<Reply> => {
  const person = prepared.patient === undefined ? world.owner : world.patients[prepared.patient];
  // The two steps of staff count as what they are for: looking is a read.
  const looks = prepared.request.method === 'GET';
  const kind = looks && (operation.kind === 'settings' || operation.kind === 'block') ? 'planning' : operation.kind;
  const untilMs = performance.now() + world.repeatMs;
  for (let attempt = 0, pauseMs = FIRST_PAUSE_MS; ; attempt += 1) {
    const token = await person?.token();
    if (!token || !person) return NOTHING;
    const startMs = Date.now();
    const reply = await world.api({ ...prepared.request, token });
    recorder.call({
      operation: operation.id,
      attempt,
      kind,
      officeId: known.office.id,
      client: prepared.patient === undefined ? 'staff' : person.id,
      ...prepared.about,
      startMs,
      endMs: Date.now(),
      status: reply.status,
      ...(reply.body.code ? { code: reply.body.code } : {}),
      ...(looks ? {} : { answer: kept(reply) }),
    });
    if (reply.status !== null && reply.status < 300) prepared.learn?.(reply.body);
    const answered = reply.status !== null && reply.status < 500 && reply.status !== 429;
    if (answered || !prepared.repeats || performance.now() + pauseMs > untilMs) return reply;
    await sleep(pauseMs);
    pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
  }
};

const kept = ({ body: { appointmentId, blockId, startsAt, state, version, appointmentIds } }: Reply): Answer => ({
  ...(appointmentId ? { appointmentId } : {}),
  ...(blockId ? { blockId } : {}),
  ...(startsAt ? { startsAt } : {}),
  ...(state ? { state } : {}),
  ...(version === undefined ? {} : { version }),
  ...(appointmentIds ? { appointmentIds } : {}),
});
