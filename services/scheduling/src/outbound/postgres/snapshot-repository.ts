import type { Db, Page } from '@creneau/chassis';
import type { Block } from '../../domain/block';
import type { OfficeSchedule } from '../../domain/schedule';
import { BLOCK_COLUMNS, type BlockRow, toBlock } from './block-repository';
import { SCHEDULE, SCHEDULE_COLUMNS, type ScheduleRow, toSchedule } from './schedule-repository';

/** An office's planning, and the last fact of it that this includes. */
export interface PlanningSnapshot {
  schedule: OfficeSchedule;
  blocks: Block[];
  sequence: number;
}

interface Row extends ScheduleRow {
  sequence: number;
  blocks: (Omit<BlockRow, 'placed_at'> & { placed_at: string })[];
}

/** A page of the generated plannings, by office. One statement, so that all of an office is of one moment. */
export const findPlanningSnapshots = async (db: Db, { after, size }: Page): Promise<PlanningSnapshot[]> => {
  const rows = await db.query<Row>(
    `SELECT ${SCHEDULE_COLUMNS},
       coalesce((SELECT last FROM outbox_sequence o WHERE o.key = s.office_id::text), 0) AS sequence,
       (SELECT coalesce(json_agg(b ORDER BY b.start_s), '[]')
        FROM (SELECT ${BLOCK_COLUMNS} FROM block WHERE office_id = s.office_id) AS b) AS blocks
     FROM ${SCHEDULE} WHERE office_id > $1 AND generated_through IS NOT NULL ORDER BY office_id LIMIT $2`,
    [after, size],
  );
  return rows.map((row) => ({
    schedule: toSchedule(row),
    blocks: row.blocks.map((block) => toBlock({ ...block, placed_at: Temporal.Instant.from(block.placed_at) })),
    sequence: row.sequence,
  }));
};
