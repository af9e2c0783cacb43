import { onEvent, type Subscription } from '@creneau/chassis';
import { BlockLifted, BlockPlaced, PlanningGenerated } from '@creneau/proto/scheduling/v1/events';
import { deleteBlock, insertBlock } from '../../outbound/postgres/block-repository';
import { reachVersion } from '../../outbound/postgres/schedule-repository';
import { epochSeconds } from '../../use-cases/messages';

/** In no event: who placed a block, and its label. */
const UNKNOWN = '00000000-0000-0000-0000-000000000000';

/**
 * What this service's own facts bring back into a database restored from before them. Claims are booking's to ask for again;
 * a planning that was first generated since is generated again by its office.
 */
export const ownFacts = (): Subscription[] => [
  onEvent(PlanningGenerated, ({ data: { officeId, version } }, tx) => reachVersion(tx, officeId, version)),
  onEvent(BlockPlaced, async ({ data: { officeId, version, block }, occurredAt }, tx) => {
    const { start, end } = block?.during ?? {};
    if (!block || !start || !end) return;
    await insertBlock(tx, {
      id: block.id,
      officeId,
      span: { startS: epochSeconds(start), endS: epochSeconds(end) },
      label: '',
      placedBy: UNKNOWN,
      placedAt: block.placedAt ?? occurredAt,
    });
    await reachVersion(tx, officeId, version);
  }),
  onEvent(BlockLifted, async ({ data: { officeId, version, block } }, tx) => {
    if (block) await deleteBlock(tx, officeId, block.id);
    await reachVersion(tx, officeId, version);
  }),
];
