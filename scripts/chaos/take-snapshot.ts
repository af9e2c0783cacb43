import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { StackSettings } from '../stack/settings';
import type { Letter, SettingsVersions, Snapshot } from './snapshot';
import type { Stores } from './stores';
import { readTopics } from './topics';
import type { World } from './world';

/** Reads all that a run left: databases, topics from their first event on, the mail catcher's folder. */
export const takeSnapshot = async (settings: StackSettings, stores: Stores, world: World): Promise<Snapshot> => {
  const officeIds = world.offices.map((office) => office.id);
  const of = [officeIds];
  const rows = <Row>(...query: Parameters<Stores['query']>): Promise<Row[]> => stores.query<Row>(...query);
  const ms = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8`;
  const sequences = await Promise.all(
    (['scheduling', 'booking', 'payment', 'notification'] as const).map((area) =>
      rows<Snapshot['sequences'][number]>(
        area,
        `SELECT '${area}' AS area, key, last::int FROM outbox_sequence WHERE key = ANY($1)`,
        of,
      ),
    ),
  );
  const { events, deadLetters } = await readTopics(stores, officeIds);
  return {
    nowMs: Date.now(),
    officeIds,
    claims: await rows(
      'scheduling',
      `SELECT visit_id AS "visitId", claim_no AS "claimNo", office_id AS "officeId", lane, state = 'held' AS held,
              ${ms('lower(during)')} AS "startMs", ${ms('upper(during)')} AS "endMs"
       FROM claim WHERE office_id = ANY($1)`,
      of,
    ),
    blocks: await rows(
      'scheduling',
      `SELECT id, office_id AS "officeId", ${ms('lower(during)')} AS "startMs", ${ms('upper(during)')} AS "endMs"
       FROM block WHERE office_id = ANY($1)`,
      of,
    ),
    visits: await rows(
      'booking',
      `SELECT id, office_id AS "officeId", patient_id AS "patientId", idempotency_key AS key, state,
              ${ms('starts_at')} AS "startMs", ${ms('ends_at')} AS "endMs", claim_no AS "claimNo",
              version::int, schedule_revision AS "scheduleRevision", absent, teleconsultation
       FROM visit WHERE office_id = ANY($1)`,
      of,
    ),
    officePatients: await rows(
      'booking',
      `SELECT office_id AS "officeId", patient_id AS "patientId", banned FROM office_patient WHERE office_id = ANY($1)`,
      of,
    ),
    paymentStates: await rows(
      'booking',
      `SELECT p.visit_id AS "visitId", p.settled, p.version::int FROM payment_state p JOIN visit v ON v.id = p.visit_id
       WHERE v.office_id = ANY($1)`,
      of,
    ),
    dues: await rows(
      'payment',
      `SELECT visit_id AS "visitId", office_id AS "officeId", state, version::int FROM due WHERE office_id = ANY($1)`,
      of,
    ),
    mails: await rows(
      'notification',
      `SELECT visit_id AS "visitId", schedule_revision AS revision, kind, state, ${ms('due_at')} AS "dueMs"
       FROM mail WHERE office_id = ANY($1)`,
      of,
    ),
    settings: await settingsVersions(stores, world),
    sequences: sequences.flat(),
    events,
    deadLetters,
    letters: lettersOf(join(settings.data, 'mail'), new Set(events.flatMap(({ data }) => data.visit?.visitId ?? []))),
  };
};

const settingsVersions = async (stores: Stores, world: World): Promise<SettingsVersions[]> => {
  const officeIds = [world.offices.map((office) => office.id)];
  const versions = async (area: 'scheduling' | 'booking' | 'identity', table: string, column: string) => {
    const found = await stores.query<{ id: string; version: number }>(
      area,
      `SELECT office_id AS id, ${column}::int AS version FROM ${table} WHERE office_id = ANY($1)`,
      officeIds,
    );
    return new Map(found.map((row) => [row.id, row.version]));
  };
  const scheduling = await versions('scheduling', 'office_schedule', 'settings_version');
  const booking = await versions('booking', 'office_policy', 'version');
  const search = await versions('identity', 'office_listing', 'settings_version');
  const searchable = await versions('identity', 'office_listing', 'planning_generated');
  return Promise.all(
    world.offices.map(async ({ id }) => {
      const token = await world.owner.token();
      const { status, body } = await world.api({ method: 'GET', path: `/api/offices/${id}/settings`, token });
      if (status !== 200) throw new Error(`the settings of office ${id} cannot be read: HTTP ${status}`);
      return {
        officeId: id,
        owner: body.version ?? 0,
        scheduling: scheduling.get(id) ?? 0,
        booking: booking.get(id) ?? 0,
        search: search.get(id) ?? 0,
        searchable: searchable.get(id) === 1,
      };
    }),
  );
};

/** `Message-ID: <visit.revision.kind@host>`, which a mail keeps whenever it is sent. */
const MESSAGE_ID = /^message-id:\s*<([0-9a-f-]{36})\.(\d+)\.([a-z_]+)@/im;
const HEADERS = 4_000;

const lettersOf = (folder: string, visitIds: ReadonlySet<string>): Letter[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.eml'))
    .flatMap((name) => {
      const place = join(folder, name);
      const [, visitId, revision, kind] = MESSAGE_ID.exec(readFileSync(place, 'utf8').slice(0, HEADERS)) ?? [];
      if (!visitId || !kind || !visitIds.has(visitId)) return [];
      return [{ visitId, revision: Number(revision), kind, atMs: statSync(place).mtimeMs }];
    });
