import { ManualClock, type RpcClient, type ServiceName } from '@creneau/chassis';
import { demoPerson, eventually, startTestService, type TestService } from '@creneau/chassis/testing';
import { Relation } from '@creneau/proto/identity/v1/messages';
import { BookingMode, ReasonMode } from '@creneau/proto/officeconfig/v1/messages';
import { OfficeConfigServiceService } from '@creneau/proto/officeconfig/v1/service';
import { loadConfig } from '../src/config';
import { settingsMessage } from '../src/use-cases/messages';
import { wire } from '../src/wiring';
import { openCollaborators, type World } from './collaborators';
import { aDraft, anOffice, freePort, freshMongo, NOW, variable } from './office-builder';
import { readTopic } from './topic-reader';

type Client = RpcClient<OfficeConfigServiceService>;
type Person = Awaited<ReturnType<typeof demoPerson>>;

const world: World = { relations: new Map(), zones: new Map() };
let database: Awaited<ReturnType<typeof freshMongo>> | undefined;
let collaborators: Awaited<ReturnType<typeof openCollaborators>> | undefined;
let service: TestService | undefined;
let people: { owner: Person; secretary: Person; patient: Person; otherOwner: Person };
const clients = new Map<ServiceName, Client>();
let officeId: string;

const as = (name: ServiceName): Client => clients.get(name) as Client;
const gateway = (): Client => as('gateway');
const by = (person: Person) => ({ personToken: person.token });
const settings = (change: Parameters<typeof aDraft>[0] = {}) =>
  settingsMessage(officeId, { ...aDraft(change), version: 0, authorId: '', savedAt: undefined, timeZone: '' } as never);
const save = (expectedVersion = 0, change: Parameters<typeof aDraft>[0] = {}, person = people.owner) =>
  gateway().saveSettings({ officeId, expectedVersion, settings: settings(change) }, by(person));

beforeAll(async () => {
  database = await freshMongo();
  const port = await freePort();
  collaborators = await openCollaborators(world, port);
  Object.assign(process.env, {
    GRPC_PORT: String(port),
    MONGODB_URL: database.url,
    OIDC_CLIENT_ID: 'creneau-office-config',
    OIDC_CLIENT_SECRET: variable('OIDC_SECRET_OFFICE_CONFIG'),
    IDENTITY_ADDR: collaborators.address,
    SCHEDULING_ADDR: collaborators.address,
  });
  service = await startTestService('office-config-test', loadConfig(), new ManualClock(NOW), wire);
  for (const name of ['gateway', 'scheduling', 'booking', 'notification', 'reader'] as const)
    clients.set(name, await service.clientAs(name, OfficeConfigServiceService));
  const [owner, secretary, patient, otherOwner] = await Promise.all(
    ['docteur', 'secretaire', 'patient', 'docteur2'].map(demoPerson),
  );
  people = { owner, secretary, patient, otherOwner } as typeof people;
});
afterAll(async () => {
  await service?.stop();
  await collaborators?.close();
  await database?.drop();
});
beforeEach(() => {
  officeId = anOffice();
  world.relations.set(`${people.owner.id} ${officeId}`, Relation.OWNER);
  world.relations.set(`${people.secretary.id} ${officeId}`, Relation.SECRETARY);
});

describe('saving settings', () => {
  test('answers the new version and the day from which it holds, while scheduling asks back for it', async () => {
    const first = await save();
    expect(first).toMatchObject({
      settings: { version: 1, timeZone: 'Europe/Paris', mainFunction: 'Médecin' },
      effectiveFrom: '',
    });
    expect(first.settings).toMatchObject({ authorId: people.owner.id, savedAt: Temporal.Instant.from(NOW) });
    world.zones.set(officeId, 'Europe/Paris');
    expect(await save(1, { visitMinutes: 20 })).toMatchObject({
      settings: { version: 2 },
      effectiveFrom: '2027-04-12',
    });
    const { versions } = await gateway().listSettingsVersions({ officeId }, by(people.secretary));
    expect(versions.map(({ version, changed }) => [version, changed])).toEqual([
      [2, ['visitMinutes']],
      [1, []],
    ]);
  });

  test('keeps every field that was sent', async () => {
    const given = {
      specialities: 'Sage-femme\nÉchographies',
      paymentMeans: ['CB', 'Espèces'],
      transport: 'Métro 5',
      access: 'Cour, 2e étage',
      windowDays: 180,
      visitKinds: 'Au cabinet\nÀ la maternité',
      conventionType: 'Secteur 1',
      vitaleCard: true,
      patientsMayCancel: false,
      cancelCutoffHours: 24,
      visitMinutes: 20,
      street: '1 rue de la Paix',
      bookingMode: 'listed_email' as const,
      reasonMode: 'table' as const,
      bankDetails: 'FR76 3000 6000 0112 3456 7890 189\nBIC AGRIFRPP',
      teleconsultationPriceCents: 2_500,
    };
    await save(0, given);
    const { settings: read } = await gateway().getSettings({ officeId, version: 0 }, by(people.secretary));
    expect(read).toMatchObject({
      ...given,
      bookingMode: BookingMode.LISTED_EMAIL,
      reasonMode: ReasonMode.TABLE,
      officeId,
      version: 1,
    });
    expect(read?.weeklyHours).toHaveLength(5);
  });

  test('on a stale page is refused with the current version', async () => {
    await save();
    await expect(save()).rejects.toMatchObject({
      kind: 'conflict',
      code: 'stale_version',
      details: { currentVersion: '1' },
    });
  });

  test('names each wrong field of the document', async () => {
    await expect(save(0, { visitMinutes: 420, postalCode: '1' })).rejects.toMatchObject({
      kind: 'invalid',
      code: 'invalid_request',
      fields: [
        { field: 'settings.visitMinutes', rule: 'range' },
        { field: 'settings.postalCode', rule: 'postal_code' },
      ],
    });
  });

  test('in another zone is refused once days exist', async () => {
    await save();
    world.zones.set(officeId, 'Europe/Paris');
    await expect(save(1, { postalCode: '97400' })).rejects.toMatchObject({
      fields: [{ field: 'settings.postalCode', rule: 'time_zone_fixed' }],
    });
  });

  test('reaches Kafka', async () => {
    const topic = await readTopic();
    await save();
    await eventually(() => expect(topic.of(officeId).map(({ sequence }) => sequence)).toEqual([1]));
    await topic.close();
  });
});

describe('a snapshot', () => {
  test('tells what each office shows in public, page by page, and the last fact that it includes', async () => {
    await save(0, { bankDetails: 'FR76 3000' });
    await gateway().addReason({ officeId, text: 'Suivi' }, by(people.owner));
    await gateway().addEmails({ officeId, emails: ['a@b.test', 'c@d.test'] }, by(people.secretary));
    const known = new Map<string, unknown>();
    let pageToken = '';
    do {
      const page = await as('reader').snapshotOffices({ pageToken, pageSize: 2 });
      for (const office of page.offices) known.set(office.settings?.officeId ?? '', office);
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    expect([...known.keys()]).toEqual([...known.keys()].sort());
    expect(known.get(officeId)).toMatchObject({
      settings: { version: 1, authorId: '', bankDetails: '' },
      reasons: [{ text: 'Suivi' }],
      listed: 2,
      sequence: 3,
    });
  });

  test('is for those who have the role', async () => {
    await expect(gateway().snapshotOffices({ pageToken: '', pageSize: 0 })).rejects.toMatchObject({
      code: 'service_not_admitted',
    });
    await expect(as('reader').snapshotOffices({ pageToken: 'none', pageSize: 0 })).rejects.toMatchObject({
      fields: [{ field: 'pageToken', rule: 'uuid' }],
    });
  });
});

describe('who may', () => {
  const refusals: [string, () => Promise<unknown>, string][] = [
    ['save: not a secretary', () => save(0, {}, people.secretary), 'wrong_role'],
    ['save: not a patient', () => save(0, {}, people.patient), 'wrong_role'],
    ['save: not the practitioner of another office', () => save(0, {}, people.otherOwner), 'not_owner'],
    [
      'save: nobody without a person',
      () => gateway().saveSettings({ officeId, expectedVersion: 0, settings: settings() }),
      'person_token_missing',
    ],
    [
      'save: not another service',
      () => as('booking').saveSettings({ officeId, expectedVersion: 0, settings: settings() }, by(people.owner)),
      'service_not_admitted',
    ],
    [
      'read: not the practitioner of another office',
      () => gateway().getSettings({ officeId, version: 0 }, by(people.otherOwner)),
      'not_affiliated',
    ],
    [
      'read: not a patient, whichever service asks for her',
      () => as('booking').getSettings({ officeId, version: 0 }, by(people.patient)),
      'not_affiliated',
    ],
    ['read: not the gateway by itself', () => gateway().getSettings({ officeId, version: 0 }), 'person_token_missing'],
    [
      'ask versions: not the gateway',
      () => gateway().getCurrentVersions({ officeIds: [officeId], aboveVersion: 0 }),
      'service_not_admitted',
    ],
    [
      'ask booking terms: not the gateway',
      () => gateway().getBookingTerms({ officeId, verifiedEmail: '' }),
      'service_not_admitted',
    ],
    [
      'add a reason: not a secretary',
      () => gateway().addReason({ officeId, text: 'Suivi' }, by(people.secretary)),
      'wrong_role',
    ],
    ['list e-mails: not a patient', () => gateway().listEmails({ officeId }, by(people.patient)), 'wrong_role'],
    [
      'add e-mails: not staff of another office',
      () => gateway().addEmails({ officeId, emails: [] }, by(people.otherOwner)),
      'not_affiliated',
    ],
  ];
  test.each(refusals)('%s', async (_, call, code) => {
    await expect(call()).rejects.toMatchObject({ code });
  });

  test('read: staff, and services by themselves', async () => {
    for (const call of [
      () => gateway().getSettings({ officeId, version: 0 }, by(people.owner)),
      () => gateway().getSettings({ officeId, version: 0 }, by(people.secretary)),
      () => as('scheduling').getSettings({ officeId, version: 0 }),
      () => as('notification').getSettings({ officeId, version: 0 }),
    ])
      expect(await call()).toMatchObject({ settings: { version: 0, windowDays: 90 } });
  });
});

describe('what others read', () => {
  test('is no profile before the first save', async () => {
    await expect(gateway().getProfile({ officeId })).rejects.toMatchObject({
      kind: 'not_found',
      code: 'office_not_configured',
    });
  });

  test('is a profile without author and bank details, with the reasons patients choose from', async () => {
    await save(0, { bankDetails: 'FR76', reasonMode: 'table' });
    const { reason } = await gateway().addReason({ officeId, text: 'Suivi' }, by(people.owner));
    const profile = await gateway().getProfile({ officeId });
    expect(profile).toMatchObject({ settings: { version: 1, authorId: '', bankDetails: '' }, reasons: [reason] });
    await gateway().removeReason({ officeId, reasonId: reason?.id ?? '' }, by(people.owner));
    expect((await gateway().listReasons({ officeId }, by(people.secretary))).reasons).toEqual([]);
  });

  test('are the terms of booking', async () => {
    await save(0, { bookingMode: 'listed_email', teleconsultationPriceCents: 2_500 });
    expect(
      await gateway().addEmails(
        { officeId, emails: ['Marie@Exemple.fr', 'marie@exemple.fr', 'nobody'] },
        by(people.secretary),
      ),
    ).toEqual({ added: 1, alreadyListed: 1, malformed: ['nobody'] });
    expect(await as('booking').getBookingTerms({ officeId, verifiedEmail: 'marie@exemple.fr' })).toMatchObject({
      bookingMode: BookingMode.LISTED_EMAIL,
      emailListed: true,
      reasonMode: ReasonMode.FREE_TEXT,
      secretariatPhone: '01 45 67 89 01',
      timeZone: 'Europe/Paris',
      teleconsultationPriceCents: 2_500,
      settingsVersion: 1,
    });
    const { emails } = await gateway().listEmails({ officeId }, by(people.owner));
    expect(emails).toEqual([{ email: 'marie@exemple.fr', addedAt: Temporal.Instant.from(NOW) }]);
    await gateway().removeEmail({ officeId, email: 'MARIE@exemple.fr' }, by(people.secretary));
    const terms = await as('booking').getBookingTerms({ officeId, verifiedEmail: 'marie@exemple.fr' });
    expect(terms.emailListed).toBe(false);
  });

  test('are current versions, of a thousand offices at most', async () => {
    await save();
    const others = Array.from({ length: 999 }, anOffice);
    const { versions } = await as('scheduling').getCurrentVersions({
      officeIds: [officeId, ...others],
      aboveVersion: 0,
    });
    expect(versions).toEqual([{ officeId, version: 1 }]);
    await expect(
      as('scheduling').getCurrentVersions({ officeIds: [officeId, officeId, ...others], aboveVersion: 0 }),
    ).rejects.toMatchObject({ fields: [{ field: 'officeIds' }] });
  });
});
