import type { Db } from '@creneau/chassis';
import type { Block } from '../../domain/block';
import type { Span } from '../../domain/planning-day';

export interface BlockRow {
  id: string;
  office_id: string;
  start_s: number;
  end_s: number;
  label: string;
  placed_by: string;
  placed_at: Temporal.Instant;
}

export const BLOCK_COLUMNS = `id, office_id, extract(epoch FROM lower(during))::bigint AS start_s,
  extract(epoch FROM upper(during))::bigint AS end_s, label, placed_by, placed_at`;

/** Blocks of the office that overlap the span, in order of time. */
export const findBlocks = async (db: Db, officeId: string, span: Span): Promise<Block[]> => {
  const rows = await db.query<BlockRow>(
    {
      name: 'block-range',
      text: `SELECT ${BLOCK_COLUMNS} FROM block
             WHERE office_id = $1 AND during && tstzrange(to_timestamp($2), to_timestamp($3)) ORDER BY lower(during)`,
    },
    [officeId, span.startS, span.endS],
  );
  return rows.map(toBlock);
};

export const insertBlock = async (db: Db, block: Block): Promise<void> => {
  await db.query(
    `INSERT INTO block (id, office_id, during, label, placed_by, placed_at)
     VALUES ($1, $2, tstzrange(to_timestamp($3), to_timestamp($4)), $5, $6, $7)`,
    [block.id, block.officeId, block.span.startS, block.span.endS, block.label, block.placedBy, block.placedAt],
  );
};

/** The block that was lifted; undefined when the office has none by this id. */
export const deleteBlock = async (db: Db, officeId: string, blockId: string): Promise<Block | undefined> => {
  const [row] = await db.query<BlockRow>(
    `DELETE FROM block WHERE id = $1 AND office_id = $2 RETURNING ${BLOCK_COLUMNS}`,
    [blockId, officeId],
  );
  return row && toBlock(row);
};

export const toBlock = (row: BlockRow): Block => ({
  id: row.id,
  officeId: row.office_id,
  span: { startS: row.start_s, endS: row.end_s },
  label: row.label,
  placedBy: row.placed_by,
  placedAt: row.placed_at,
});
