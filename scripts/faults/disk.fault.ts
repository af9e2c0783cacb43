import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stackVariable } from '@creneau/chassis/testing';
import { Client } from 'pg';
import { type Attempt, book, freeSlots, giveBack } from './bookings';
import { faults } from './stack';

const DISK = '64m';
const PAGE = 8192;

let disk: string | undefined;
const attempts: Attempt[] = [];

/** Statements of the superuser in booking's own database. */
const inBooking = async (...statements: string[]): Promise<void> => {
  const url = new URL(stackVariable('POSTGRES_URL'));
  url.pathname = '/creneau_booking';
  const client = new Client({ connectionString: url.href });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
};

/** A small disk of its own, for whoever PostgreSQL runs as; undefined where this machine lets nobody mount one. */
const mountSmallDisk = (): string | undefined => {
  if (process.platform !== 'linux') return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'creneau-small-disk-'));
  const { uid, gid } = statSync(`/proc/${faults.pid('postgres')}`);
  try {
    const options = `size=${DISK},mode=0700,uid=${uid},gid=${gid}`;
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
};

/** Leaves no whole page free. */
const fill = (folder: string): void => {
  const page = Buffer.alloc(PAGE);
  for (let size = 1024; size >= 1; size = Math.floor(size / 2)) {
    for (let n = 0; ; n += 1) {
      try {
        writeFileSync(join(folder, `filler-${size}-${n}`), Buffer.concat(Array.from({ length: size }, () => page)));
      } catch {
        break;
      }
    }
  }
};
const unfill = (folder: string): void => {
  execFileSync('find', [folder, '-name', 'filler-*', '-delete']);
};

beforeAll(() => {
  disk = mountSmallDisk();
});
afterAll(async () => {
  if (!disk) return;
  unfill(disk);
  await inBooking('ALTER TABLE visit SET TABLESPACE pg_default', 'DROP TABLESPACE small_disk');
  execFileSync('umount', [disk]);
  rmSync(disk, { recursive: true });
  await giveBack(attempts);
}, 60_000);

test('a full disk is told in words, to the caller and in the log; with room again everything goes on', async () => {
  if (!disk) {
    console.warn('not tried: this machine lets nobody mount a small disk');
    return;
  }
  // Visits lie close together there, so that soon a new one needs a page that cannot be had.
  await inBooking(
    'VACUUM FULL visit',
    `CREATE TABLESPACE small_disk LOCATION '${disk}'`,
    'ALTER TABLE visit SET TABLESPACE small_disk',
  );
  fill(disk);

  const slots = await freeSlots(200);
  let refused: Attempt | undefined;
  for (const startsAt of slots) {
    const attempt = await book('patient5', startsAt, false);
    if (attempt.appointmentId) attempts.push(attempt);
    else {
      refused = attempt;
      break;
    }
  }
  expect(refused?.answers.map(({ status, code }) => [status, code])).toEqual([[503, 'disk_full']]);
  const log = readFileSync(join(stackVariable('CRENEAU_DATA'), 'logs/booking.log'), 'utf8');
  expect(log.split('\n').find((line) => line.includes('"disk_full"'))).toMatch(/No space left on device/);

  unfill(disk);
  const [startsAt = ''] = await freeSlots(1);
  const after = await book('patient5', startsAt, true);
  attempts.push(after);
  expect(after.appointmentId).toBeDefined();
}, 180_000);
