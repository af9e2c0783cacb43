import type { Violation } from '../violation';
import { aRun, type Bendable } from './a-run';
import { checkAll } from './all';

export const check = ({ history, snapshot }: Bendable): Violation[] => checkAll(history, snapshot);

/** The row that a test bends. */
export const the = <T>(rows: readonly T[], found: (row: T) => boolean): T => {
  const row = rows.find(found);
  if (!row) throw new Error('the run has no such row');
  return row;
};
export const visit = ({ snapshot }: Bendable, id: string) => the(snapshot.visits, (row) => row.id === id);
export const claim = ({ snapshot }: Bendable, id: string, no: number) =>
  the(snapshot.claims, (row) => row.visitId === id && row.claimNo === no);
export const mail = ({ snapshot }: Bendable, name: string) =>
  the(snapshot.mails, (row) => `${row.visitId}.${row.revision}.${row.kind}` === name);
export const fact = ({ snapshot }: Bendable, id: string) => the(snapshot.events, (row) => row.id === id);
export const without = <T>(rows: T[], gone: (row: T) => boolean): void =>
  void rows.splice(0, rows.length, ...rows.filter((row) => !gone(row)));

/** What is wrong, of which sort the violation is, what its text says, and how a sound run comes to show it. */
export type Planted = readonly [string, Violation['sort'], RegExp, (run: Bendable) => void];

/** Each planted violation is found in a run that is sound otherwise. */
export const eachIsFound = (planted: readonly Planted[]): void =>
  test.each(planted)('%s is found', (_, sort, text, bend) => {
    const run = aRun();
    bend(run);
    expect(check(run).filter((one) => one.sort === sort && text.test(one.text))).not.toEqual([]);
  });
