import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { catchUp, createLogger, migrate, toHeaders } from '@creneau/chassis';
import { databaseState, openTopic, stackVariable, type TestTopic } from '@creneau/chassis/testing';
import { Client } from 'pg';
import { ownFacts } from '../src/inbound/kafka/own-facts';
import { makeBanPatient } from '../src/use-cases/ban-patient';
import { makeBookVisit } from '../src/use-cases/book-visit';
import { makeCancelVisit } from '../src/use-cases/cancel-visit';
import { makeCompareOffice } from '../src/use-cases/reconcile';
import {
  aBooking,
  aPerson,
  booked,
  type Database,
  eventsOf,
  MIGRATIONS,
  openStore,
  quarter,
  SCHEDULING_MIGRATIONS,
  type Store,
} from './booking-builder';

/** Databases restored from backups of different moments, with the scripts and in the order of k8s/runbooks/restore.md. */

const RUNBOOKS = join(__dirname, '../../../k8s/runbooks');
const ALL_IS_WELL = { visitsWithoutClaim: [], claimsWithoutVisit: [] };

let admin: Client;
let folder: string;
let databases: { booking: Database; scheduling: Database };
let store: Store | undefined;
beforeAll(async () => {
  admin = new Client({ connectionString: stackVariable('POSTGRES_URL') });
  await admin.connect();
});
afterAll(() => admin.end());
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'creneau-backup-'));
  databases = { booking: await ownDatabase(MIGRATIONS), scheduling: await ownDatabase(SCHEDULING_MIGRATIONS) };
});
afterEach(async () => {
  await store?.close();
  store = undefined;
  rmSync(folder, { recursive: true });
  for (const { url } of Object.values(databases)) {
    const { username, pathname } = new URL(url);
    await admin.query(`DROP DATABASE ${pathname.slice(1)} WITH (FORCE)`);
    await admin.query(`DROP ROLE ${username}`);
  }
});

/** Owned by a role without any other right, as a service's is. It stays when a store closes. */
const ownDatabase = async (migrations: string): Promise<Database> => {
  const name = `restored_${randomBytes(6).toString('hex')}`;
  await admin.query(`CREATE ROLE ${name} LOGIN PASSWORD '${name}'`);
  await admin.query(`CREATE DATABASE ${name} OWNER ${name}`);
  const url = new URL(stackVariable('POSTGRES_URL'));
  Object.assign(url, { username: name, password: name, pathname: `/${name}` });
  await migrate(url.toString(), migrations, createLogger('test', 'silent'));
  return { url: url.toString(), drop: async () => undefined };
};

const run = (script: string, ...args: string[]) =>
  promisify(execFile)(join(RUNBOOKS, script), args, {
    env: {
      ...process.env,
      PATH: `${stackVariable('POSTGRES_CLIENTS')}:${process.env.PATH}`,
      DATABASE_URL_BOOKING: databases.booking.url,
      DATABASE_URL_SCHEDULING: databases.scheduling.url,
    },
  });
const backUp = () => run('backup.sh', folder);
const open = async (): Promise<Store> => {
  store = await openStore(databases);
  return store;
};
/** Stops the services, restores one database, starts them again. */
const reopenWith = async (name: 'booking' | 'scheduling'): Promise<Store> => {
  await store?.close();
  await run('restore.sh', folder, name);
  return open();
};

describe('scheduling restored from before a booking', () => {
  test('has the claim again within a minute, and nobody else gets the slot', async () => {
    const before = await open();
    const officeId = await before.anOffice();
    const kept = await booked(before, officeId);
    await backUp();
    const lost = await booked(before, officeId, { startsAt: quarter(1) });

    const after = await reopenWith('scheduling');
    expect(await after.heldClaims(officeId)).toMatchObject([{ visit_id: kept.id }]);
    const { visitsWithoutClaim } = await makeCompareOffice(after)(officeId);
    expect(visitsWithoutClaim).toMatchObject([{ visitId: lost.id, claimNo: 1 }]);
    expect(await after.heldClaims(officeId)).toMatchObject([{ visit_id: kept.id }, { visit_id: lost.id }]);
    expect(await makeCompareOffice(after)(officeId)).toEqual(ALL_IS_WELL);
    const rival = makeBookVisit(after)(aBooking(officeId, { startsAt: quarter(1) }));
    await expect(rival).rejects.toMatchObject({ code: 'slot_taken' });
  });

  test('in which somebody was faster shows the two visits until people decide', async () => {
    const before = await open();
    const officeId = await before.anOffice();
    await backUp();
    const lost = await booked(before, officeId);

    const after = await reopenWith('scheduling');
    // Its office and its days are in the backup, the claim is not.
    const rival = await booked(after, officeId);
    for (let round = 0; round < 2; round += 1) {
      const found = await makeCompareOffice(after)(officeId);
      expect(found).toMatchObject({ visitsWithoutClaim: [{ visitId: lost.id }], claimsWithoutVisit: [] });
    }
    await cancel(after, lost.id);
    expect(await makeCompareOffice(after)(officeId)).toEqual(ALL_IS_WELL);
    expect(await after.heldClaims(officeId)).toMatchObject([{ visit_id: rival.id }]);
  });
});

describe('booking restored from before a booking', () => {
  let topic: TestTopic;
  beforeEach(async () => {
    topic = await openTopic();
  });
  afterEach(() => topic.close());

  /** What the relay does with the outbox. */
  const publish = async (from: Store): Promise<void> => {
    const rows = await from.postgres.query<{
      id: string;
      key: string;
      sequence: number;
      type: string;
      payload: string;
      occurred_at: Temporal.Instant;
    }>('DELETE FROM outbox RETURNING id, key, sequence, type, payload, occurred_at');
    const messages = rows
      .sort((one, other) => one.sequence - other.sequence)
      .map(({ id, key, sequence, type, payload, occurred_at: occurredAt }) => ({
        key,
        value: payload,
        headers: toHeaders({ id, source: '/creneau/booking', type, sequence, occurredAt, traceparent: null }),
      }));
    await topic.send(...messages);
  };
  const catchUpOn = (on: Store) =>
    catchUp({ kafka: topic.kafka, postgres: on.postgres, area: topic.area, facts: ownFacts(on) });

  test('knows again from its own facts what patients were told, and nobody loses a slot', async () => {
    const before = await open();
    const officeId = await before.anOffice();
    const person = aPerson();
    const cancelled = await booked(before, officeId, { person, reason: 'douleur' });
    await publish(before);
    await backUp();
    const lost = await booked(before, officeId, { person, startsAt: quarter(1), reason: 'suivi' });
    await cancel(before, cancelled.id);
    await makeBanPatient(before)({ officeId, patientId: person.id, banned: true, byId: person.id });
    const told = await eventsOf(before, officeId);
    await publish(before);
    const state = await comparable(before);

    const after = await reopenWith('booking');
    after.knownNames.set(person.id, { lastName: person.lastName, firstName: person.firstName, version: 1 });
    expect(await catchUpOn(after)).toBe(told.length);
    expect(await comparable(after)).toEqual(state);
    expect(await makeCompareOffice(after)(officeId)).toEqual(ALL_IS_WELL);
    expect(await after.heldClaims(officeId)).toMatchObject([{ visit_id: lost.id }]);
    expect(await catchUpOn(after)).toBe(0);
  });

  test('without them frees what it knows no visit for', async () => {
    const before = await open();
    const officeId = await before.anOffice();
    await backUp();
    const forgotten = await booked(before, officeId);

    const after = await reopenWith('booking');
    const { claimsWithoutVisit } = await makeCompareOffice(after)(officeId);
    expect(claimsWithoutVisit).toEqual([{ officeId, visitId: forgotten.id, claimNo: 1 }]);
    expect(await after.heldClaims(officeId)).toEqual([]);
  });
});

describe('a restore', () => {
  test('puts back every row, and is refused while somebody uses the database', async () => {
    const before = await open();
    const officeId = await before.anOffice();
    await booked(before, officeId);
    const state = await everyRow(before, officeId);
    await backUp();
    await booked(before, officeId, { startsAt: quarter(1) });
    await expect(run('restore.sh', folder, 'booking')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('stop its service first'),
    });
    await reopenWith('booking');
    const after = await reopenWith('scheduling');
    expect(await everyRow(after, officeId)).toEqual(state);
  });

  test('of a damaged dump changes nothing', async () => {
    const before = await open();
    await booked(before, await before.anOffice());
    const state = await databaseState(before.postgres);
    await backUp();
    const dump = join(folder, 'booking.dump');
    truncateSync(dump, Math.floor(statSync(dump).size / 2));
    await before.close();
    store = undefined;
    await expect(run('restore.sh', folder, 'booking')).rejects.toMatchObject({ code: 1 });
    expect(await databaseState((await open()).postgres)).toEqual(state);
  });
});

const cancel = (on: Store, visitId: string) =>
  makeCancelVisit(on)({
    visitId,
    person: aPerson({ roles: ['secretary'] }),
    expectedVersion: 0,
    worksFor: async () => true,
  });

/** Of scheduling what is the office's: its service hears of the visits of other tests meanwhile. */
const everyRow = async ({ postgres, planning }: Store, officeId: string) => [
  await databaseState(postgres),
  Object.entries(await databaseState(planning)).map(([table, rows]) => [
    table,
    rows.filter((row) => row.includes(officeId)),
  ]),
];

/** What a catch-up brings back: all but texts, keys, and who exactly changed a visit. */
const comparable = async ({ postgres }: Store) => ({
  visits: await postgres.query(
    `SELECT id, office_id, patient_id, state, starts_at::text, ends_at::text, tz, teleconsultation, price_cents, absent, claim_no,
       last_claim_no, version, schedule_revision, changed_by FROM visit ORDER BY id`,
  ),
  patients: await postgres.query(
    'SELECT office_id, patient_id, last_name, first_name, banned, version FROM office_patient ORDER BY 1, 2',
  ),
  sequences: await postgres.query('SELECT key, last FROM outbox_sequence ORDER BY key'),
});
