import { randomUUID } from 'node:crypto';
import { conflict, notFound, type Tx } from '@creneau/chassis';
import { BlockLifted, BlockPlaced } from '@creneau/proto/scheduling/v1/events';
import type { Block } from '../domain/block';
import type { Span } from '../domain/planning-day';
import { deleteBlock, insertBlock } from '../outbound/postgres/block-repository';
import { heldClaims } from '../outbound/postgres/claim-repository';
import { raiseVersion } from '../outbound/postgres/schedule-repository';
import { lockForChange } from './lock-for-change';
import { blockMessage } from './messages';
import type { Deps } from './ports';

export interface PlaceBlock {
  officeId: string;
  span: Span;
  label: string;
  placedBy: string;
  /** The visits the person saw in the range when she decided. */
  expectedVisitIds: readonly string[];
}

/** Ids that a refusal names: what says why must fit into the trailers of a call, whatever the range holds. */
const NAMED_VISITS = 200;

/**
 * Makes a range unavailable, also beyond the horizon. Throws `conflict` (visits_changed, how many there are in
 * `details.visitCount` and the first of their ids in `details.visitIds`) when the visits in the range are not those expected,
 * `not_found` (planning_not_generated).
 */
export const makePlaceBlock =
  (d: Pick<Deps, 'postgres' | 'outbox' | 'clock' | 'queue' | 'freeTimeChanged'>) =>
  (cmd: PlaceBlock): Promise<Block> =>
    d.queue(cmd.officeId, () => d.postgres.tx((tx) => placeBlock(tx, d, cmd)));

const placeBlock = async (
  tx: Tx,
  d: Pick<Deps, 'outbox' | 'clock' | 'freeTimeChanged'>,
  cmd: PlaceBlock,
): Promise<Block> => {
  if (!(await lockForChange(tx, d, cmd.officeId)))
    throw notFound('planning_not_generated', 'The office has no planning yet.');
  const actual = [...new Set((await heldClaims(tx, cmd.officeId, cmd.span)).map((claim) => claim.visitId))];
  const expected = new Set(cmd.expectedVisitIds);
  if (actual.length !== expected.size || actual.some((id) => !expected.has(id)))
    throw conflict('visits_changed', 'The visits in this range are not those expected.', {
      details: { visitCount: String(actual.length), visitIds: actual.slice(0, NAMED_VISITS).join(',') },
    });
  const block = {
    id: randomUUID(),
    officeId: cmd.officeId,
    span: cmd.span,
    label: cmd.label,
    placedBy: cmd.placedBy,
    placedAt: d.clock.now(),
  };
  await insertBlock(tx, block);
  const version = await raiseVersion(tx, cmd.officeId);
  await d.outbox.add(tx, cmd.officeId, BlockPlaced, { officeId: cmd.officeId, version, block: blockMessage(block) });
  return block;
};

/** Makes the range available again. Throws `not_found` (block_not_found). */
export const makeLiftBlock =
  (d: Pick<Deps, 'postgres' | 'outbox' | 'queue' | 'freeTimeChanged'>) =>
  (officeId: string, blockId: string): Promise<void> =>
    d.queue(officeId, () =>
      d.postgres.tx(async (tx) => {
        await lockForChange(tx, d, officeId);
        const block = await deleteBlock(tx, officeId, blockId);
        if (!block) throw notFound('block_not_found', 'The office has no such block.');
        const version = await raiseVersion(tx, officeId);
        await d.outbox.add(tx, officeId, BlockLifted, { officeId, version, block: blockMessage(block) });
      }),
    );
