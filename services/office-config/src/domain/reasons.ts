import type { Fault } from './fault';
import type { Settings } from './settings';

/** One line of the office's table of reasons (E4). */
export interface Reason {
  id: string;
  text: string;
}

const AT_MOST = 50;
const MAX_LENGTH = 120;

/** Why a reason may not join the table; undefined when it may. */
export const faultOfReason = (table: readonly Reason[], text: string): Fault | undefined => {
  if (text === '') return { field: 'text', rule: 'required', message: 'is required' };
  if (text.length > MAX_LENGTH)
    return {
      field: 'text',
      rule: 'too_long',
      message: `must have at most ${MAX_LENGTH} characters`,
      limit: String(MAX_LENGTH),
    };
  if (/\p{Cc}/u.test(text)) return { field: 'text', rule: 'one_line', message: 'must be one line' };
  if (table.some((reason) => folded(reason.text) === folded(text)))
    return { field: 'text', rule: 'reason_listed', message: 'the table has this reason already' };
  if (table.length >= AT_MOST)
    return {
      field: 'text',
      rule: 'too_many',
      message: `the table has ${AT_MOST} reasons, which is the most`,
      limit: String(AT_MOST),
    };
  return undefined;
};

/**
 * The table as patients see it. Empty where nothing is chosen from it: in mode L, and when it is empty or holds a single
 * line that starts with dashes, which means "no reason asked" (D3).
 */
export const reasonsForPatients = (
  { reasonMode }: Pick<Settings, 'reasonMode'>,
  table: readonly Reason[],
): readonly Reason[] => {
  const [only] = table;
  const unasked = table.length === 1 && /^\s*\p{Pd}/u.test(only?.text ?? '');
  return reasonMode === 'table' && !unasked ? table : [];
};

/** Blanks of any width and number are one blank. */
export const tidyReason = (text: string): string =>
  text
    .normalize('NFC')
    .trim()
    .replace(/[^\S\n\r]+/g, ' ');

const folded = (text: string): string => text.toLocaleLowerCase('fr');
