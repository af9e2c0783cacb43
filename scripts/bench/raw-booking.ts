import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, types } from 'pg';
import { Complaint } from '../stack/complaint';
import type { Bench } from './bench';
import { type RawOutcome, runRaw } from './pgbench';
import { recordSql, type Statement } from './recorded-sql';
import type { Target } from './vegeta';

const DATABASE = 'creneau_bench';
const OFFICES = 500;
const PATIENTS = 1_000;
const SLOTS_A_DAY = 28;
const VISIT_S = 900;

/**
 * The limit of this machine's PostgreSQL for a booking: the statements that one booking costs the services (recorded while
 * `target` is asked for), on the same tables, run by pgbench without any service in between. Both databases' tables stand
 * in one, since pgbench speaks to one; the transactions are those of the services.
 */
export const runRawBooking = async (
  bench: Bench,
  target: Target,
  clients: number,
  seconds: number,
): Promise<RawOutcome & { statements: number }> => {
  const known = await record(bench, target);
  const url = new URL(bench.environment.POSTGRES_URL ?? '');
  await makeDatabase(url);
  url.pathname = `/${DATABASE}`;
  const client = new Client({ connectionString: url.href });
  await client.connect();
  try {
    await makeTables(client, bench.settings.root);
    const script = await scriptOf(client, known);
    const base = Math.ceil(Date.now() / 86_400_000) * 86_400 + 8 * 3600;
    const values = { clients, base, i: 0 };
    const outcome = await runRaw(bench.settings, { database: url.href, script, clients, seconds, values });
    return { ...outcome, statements: known.statements.filter(({ text }) => !/^(BEGIN|COMMIT)/i.test(text)).length };
  } finally {
    await client.end();
  }
};

interface Recorded {
  readonly statements: readonly Statement[];
  readonly visitId: string;
  readonly officeId: string;
  readonly patientId: string;
  readonly key: string;
  readonly startS: number;
}

const record = async (bench: Bench, { url, headers, body }: Target): Promise<Recorded> => {
  const { officeId, startsAt } = body as { officeId: string; startsAt: string };
  const key = headers?.['idempotency-key'] ?? '';
  let visitId = '';
  const statements = await recordSql(bench, ['creneau_booking', 'creneau_scheduling'], async () => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Complaint(`The booking to record answers HTTP ${answer.status}: ${text}`);
    visitId = (JSON.parse(text) as { appointmentId: string }).appointmentId;
    return [visitId, key];
  });
  const token = headers?.authorization?.split('.')[1] ?? '';
  const { sub } = JSON.parse(Buffer.from(token, 'base64url').toString()) as { sub: string };
  const found = { statements, visitId, officeId, patientId: sub, key, startS: Date.parse(startsAt) / 1000 };
  const writes = statements.filter(({ text }) => /\b(INSERT INTO (visit|claim|outbox)|UPDATE visit)\b/i.test(text));
  if (writes.length < 3) throw new Complaint('The log of PostgreSQL does not show what a booking costs.');
  return found;
};

const makeDatabase = async (url: URL): Promise<void> => {
  const admin = new Client({ connectionString: url.href });
  await admin.connect();
  try {
    await admin.query(`DROP DATABASE IF EXISTS ${DATABASE} WITH (FORCE)`);
    await admin.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await admin.end();
  }
};

const ID = (number: string): string => `lpad(to_hex(${number}::bigint), 32, '0')::uuid`;

const makeTables = async (client: Client, root: string): Promise<void> => {
  for (const service of ['chassis', 'scheduling', 'booking']) {
    const folder = join(root, 'services', service, 'migrations');
    for (const file of (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort())
      await client.query(await readFile(join(folder, file), 'utf8'));
  }
  const week = JSON.stringify(Array.from({ length: 7 }, () => [[480, 480 + (SLOTS_A_DAY * VISIT_S) / 60]]));
  await client.query(
    `INSERT INTO office_schedule (office_id, tz, window_days, generated_through, settings_version, visit_minutes, weekly_periods)
     SELECT ${ID('n')}, 'UTC', 180, current_date + 180, 1, 15, $2 FROM generate_series(1, $1::int) AS n`,
    [OFFICES, week],
  );
  await client.query(
    `INSERT INTO planning_day (office_id, day, tz, visit_minutes, periods)
     SELECT office_id, current_date + d, tz, visit_minutes, weekly_periods -> 0
     FROM office_schedule, generate_series(0, 180) AS d`,
  );
  await client.query(
    `INSERT INTO office_policy (office_id, version, tz, booking_mode, reason_mode, patients_may_cancel, cancel_cutoff_hours,
       secretariat_phone, teleconsultation_price_cents)
     SELECT office_id, 1, tz, '', '', true, 0, '', 0 FROM office_schedule`,
  );
  await client.query(`INSERT INTO patient (id) SELECT ${ID('n')} FROM generate_series(1, $1::int) AS n`, [PATIENTS]);
  await client.query('VACUUM ANALYZE');
};

/** Each run of the script books another slot: client by client, office by office, then the next slot of each. */
const PREAMBLE = `
\\set i :i + 1
\\set n :i * :clients + :client_id
\\set office 1 + :n % ${OFFICES}
\\set k :n / ${OFFICES}
\\set start :base + (:k / ${SLOTS_A_DAY}) * 86400 + (:k % ${SLOTS_A_DAY}) * ${VISIT_S}
\\set patient random(1, ${PATIENTS})
\\set visit random(1, 4000000000000000000)
\\set event random(1, 4000000000000000000)
`;

const scriptOf = async (client: Client, known: Recorded): Promise<string> => {
  const statements: string[] = [];
  for (const { text, params } of known.statements) {
    const types = params.length > 1 ? await parameterTypes(client, text) : [];
    statements.push(
      text.replace(/\$(\d+)/g, (_, number: string) => {
        const type = types[Number(number) - 1] ?? 'text';
        return `(${parameterOf(params[Number(number)] ?? null, type, known)})::${type}`;
      }),
    );
  }
  return `${PREAMBLE}${statements.map((statement) => `${statement.trim().replace(/;$/, '')};`).join('\n')}\n`;
};

/** Asked of the server, so that a variable stands in for a parameter of the same type. */
const parameterTypes = async (client: Client, text: string): Promise<string[]> => {
  await client.query(`PREPARE recorded AS ${text}`);
  const { rows } = await client.query<{ types: string[] }>(
    "SELECT parameter_types::text[] AS types FROM pg_prepared_statements WHERE name = 'recorded'",
  );
  await client.query('DEALLOCATE recorded');
  return rows[0]?.types ?? [];
};

const TEXT_LIST: number = 1009;
const parseList: (text: string) => (string | null)[] = types.getTypeParser(TEXT_LIST);

/** One booking alone: the lists that several would fill together have one element each. */
const parameterOf = (value: string | null, type: string, known: Recorded): string =>
  type.endsWith('[]')
    ? `ARRAY[${expressionOf(parseList(value ?? '{}')[0] ?? null, type.slice(0, -2), known)}]`
    : expressionOf(value, type, known);

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const expressionOf = (value: string | null, type: string, known: Recorded): string => {
  if (value === null) return 'NULL';
  if (value === known.visitId) return ID(':visit');
  if (value === known.officeId) return ID(':office');
  if (value === known.patientId) return ID(':patient');
  if (value === known.key) return `'raw-' || :visit::bigint`;
  if (UUID.test(value)) return ID(':event');
  const seconds = /^\d+$/.test(value) ? Number(value) : Date.parse(value) / 1000;
  const offset = seconds - known.startS;
  if (type === 'date') return 'to_timestamp(:start::bigint)';
  if (offset !== 0 && offset !== VISIT_S) return literal(value);
  return type.startsWith('timestamp') ? `to_timestamp(:start::bigint + ${offset})` : `:start::bigint + ${offset}`;
};

/** pgbench would take ":name" for a variable even inside a text. */
const literal = (value: string): string =>
  `E'${value
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "''")
    .replace(/:(?=[A-Za-z_])/g, '\\x3a')}'`;
