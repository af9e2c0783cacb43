import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Bench } from './bench';

/** One statement as the server got it. */
export interface Statement {
  readonly text: string;
  /** Values by number: `$1` is at 1. */
  readonly params: readonly (string | null)[];
}

interface Line extends Statement {
  readonly session: string;
  readonly database: string;
}

const PREFIX = '%m [%p] %d: ';

/**
 * Records what the services send to PostgreSQL while `act` runs: the transactions (BEGIN and COMMIT included) and single
 * statements in these databases that carry one of the values `act` resolves to. So the comparison is with what the
 * services do today, not with what somebody once copied from them.
 */
export const recordSql = async (
  { settings, environment }: Bench,
  databases: readonly string[],
  act: () => Promise<readonly string[]>,
): Promise<Statement[]> => {
  const admin = new Client({ connectionString: environment.POSTGRES_URL });
  await admin.connect();
  const log = join(settings.data, 'logs/postgres.log');
  try {
    await configure(admin, `ALTER SYSTEM SET log_line_prefix = '${PREFIX}'`, "ALTER SYSTEM SET log_statement = 'all'");
    const from = await sizeOf(log);
    // In lists of one too.
    const values = new Set((await act()).flatMap((value) => [value, `{${value}}`]));
    const lines = parse(await readFrom(log, from));
    return groups(lines.filter(({ database }) => databases.includes(database)))
      .filter((group) => group.some(({ params }) => params.some((param) => param && values.has(param))))
      .flat();
  } finally {
    await configure(admin, 'ALTER SYSTEM RESET log_statement', 'ALTER SYSTEM RESET log_line_prefix');
    await admin.end();
  }
};

/** Sessions take a new configuration up before their next statement. */
const configure = async (admin: Client, ...statements: string[]): Promise<void> => {
  for (const statement of statements) await admin.query(statement);
  await admin.query('SELECT pg_reload_conf()');
  await sleep(300);
};

const sizeOf = async (path: string): Promise<number> => {
  const file = await open(path);
  try {
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
};

const readFrom = async (path: string, from: number): Promise<string> => {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
    return buffer.subarray(0, bytesRead).toString();
  } finally {
    await file.close();
  }
};

const ENTRY = /^\S+ \S+ \S+ \[(\d+)\] (\S*): (LOG|DETAIL): {2}/;

/** A statement is a LOG entry over several lines; its parameters follow in a DETAIL of the same session. */
const parse = (text: string): Line[] => {
  const entries: { session: string; database: string; kind: string; body: string }[] = [];
  for (const line of text.split('\n')) {
    const [prefix, session = '', database = '', kind = ''] = ENTRY.exec(line) ?? [];
    if (prefix) entries.push({ session, database, kind, body: line.slice(prefix.length) });
    else if (line.startsWith('\t') && entries.length > 0) {
      const last = entries.at(-1);
      if (last) last.body += `\n${line.slice(1)}`;
    }
  }
  const lines: (Line & { params: (string | null)[] })[] = [];
  for (const { session, database, kind, body } of entries) {
    const statement = /^(?:statement|execute [^:]+): ([\s\S]*)$/.exec(body)?.[1];
    if (kind === 'LOG' && statement) lines.push({ session, database, text: statement, params: [null] });
    const owner = kind === 'DETAIL' ? lines.findLast((line) => line.session === session) : undefined;
    for (const [, value = ''] of owner ? body.matchAll(/\$\d+ = (NULL|'(?:[^']|'')*')/g) : [])
      owner?.params.push(value === 'NULL' ? null : value.slice(1, -1).replaceAll("''", "'"));
  }
  return lines;
};

/** Statements by transaction, in the order of their ends; those outside one stand alone. */
const groups = (lines: readonly Line[]): Line[][] => {
  const done: Line[][] = [];
  const open = new Map<string, Line[]>();
  for (const line of lines) {
    const group = open.get(line.session);
    if (/^BEGIN/i.test(line.text)) open.set(line.session, [line]);
    else if (!group) done.push([line]);
    else {
      group.push(line);
      if (!/^(COMMIT|ROLLBACK)/i.test(line.text)) continue;
      open.delete(line.session);
      done.push(group);
    }
  }
  return done;
};
