import { cpus, totalmem } from 'node:os';
import { megabytes, type Row } from './bench';

const mark = (row: Row): string => (row.reached === undefined ? '' : row.reached ? 'yes' : 'NO');

const cell = (text: string | undefined): string => (text ?? '').replaceAll('|', '\\|');

/** The table as Markdown: what, figure, goal, whether it is reached, and what limits it. */
export const tableOf = (rows: readonly Row[]): string =>
  [
    '| what | figure | goal | reached | what limits it |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map((row) => `| ${[row.what, row.figure, row.goal, mark(row), row.because].map(cell).join(' | ')} |`),
  ].join('\n');

/** The machine that the figures are of. */
export const machineText = (): string => {
  const [cpu] = cpus();
  return `${cpus().length} × ${cpu?.model.trim() ?? 'CPU'}, ${megabytes(totalmem())}, ${process.platform}, Node ${process.version}`;
};
