import { unavailable } from '@creneau/chassis';
import { makeAddEmails, makeRemoveEmail } from '../src/use-cases/edit-emails';
import { makeAddReason, makeRemoveReason } from '../src/use-cases/edit-reasons';
import { makeReadConfiguration } from '../src/use-cases/read-configuration';
import { makeSaveSettings, type SaveSettings } from '../src/use-cases/save-settings';
import { AUTHOR, aDraft, anOffice, noPlanning, openStore, type Replica, type Store } from './office-builder';

let store: Store;
let officeId: string;
beforeAll(async () => {
  store = await openStore(3);
});
afterAll(() => store.close());
beforeEach(() => {
  officeId = anOffice();
});

const save = (on: Replica, change: Partial<SaveSettings> = {}, scheduling = noPlanning) =>
  makeSaveSettings({ ...on, scheduling })({
    officeId,
    authorId: AUTHOR,
    expectedVersion: 0,
    draft: aDraft(),
    deadline: undefined,
    ...change,
  });
const addReason = (on: Replica, text: string) => makeAddReason(on)({ officeId, authorId: AUTHOR, text });
const addEmails = (on: Replica, ...emails: string[]) => makeAddEmails(on)({ officeId, authorId: AUTHOR, emails });
const read = (on: Replica) => makeReadConfiguration(on);
const times = <T>(count: number, work: (n: number) => Promise<T>) =>
  Promise.allSettled(Array.from({ length: count }, (_, n) => work(n)));
const kept = (results: PromiseSettledResult<unknown>[]) =>
  results.filter(({ status }) => status === 'fulfilled').length;

describe('settings', () => {
  test('of an office never saved are the defaults under version 0, and no profile', async () => {
    expect(await read(store.replica(0)).settings(officeId, 0)).toMatchObject({
      version: 0,
      windowDays: 90,
      visitMinutes: 15,
      bookingMode: 'free',
      patientsMayCancel: true,
    });
    await expect(read(store.replica(0)).profile(officeId)).rejects.toMatchObject({ code: 'office_not_configured' });
  });

  test('are a new version by each save, with author and date, and old ones stay readable', async () => {
    await save(store.replica(0));
    store.clock.advance({ hours: 1 });
    await save(store.replica(1), { expectedVersion: 1, draft: aDraft({ visitMinutes: 20 }) });
    const { versions } = await store.replica(2).log.current(officeId);
    expect(versions.map(({ version, authorId }) => [version, authorId])).toEqual([
      [1, AUTHOR],
      [2, AUTHOR],
    ]);
    expect(await read(store.replica(2)).settings(officeId, 1)).toMatchObject({ version: 1, visitMinutes: 15 });
    expect(await read(store.replica(2)).settings(officeId, 0)).toMatchObject({ version: 2, visitMinutes: 20 });
    await expect(read(store.replica(2)).settings(officeId, 3)).rejects.toMatchObject({ code: 'version_not_found' });
  });

  test('saved twenty times at once on one version by three processes are saved once', async () => {
    const results = await times(20, (n) => save(store.replica(n), { draft: aDraft({ visitMinutes: 10 + n }) }));
    expect(kept(results)).toBe(1);
    for (const result of results)
      if (result.status === 'rejected')
        expect(result.reason).toMatchObject({
          kind: 'conflict',
          code: 'stale_version',
          details: { currentVersion: '1' },
        });
    const winner = results.findIndex(({ status }) => status === 'fulfilled');
    for (const n of [0, 1, 2])
      expect(await read(store.replica(n)).settings(officeId, 0)).toMatchObject({
        version: 1,
        visitMinutes: 10 + winner,
      });
  });

  test('with faults name them all and save nothing', async () => {
    const draft = aDraft({ postalCode: '123', visitMinutes: 420, specialities: '' });
    await expect(save(store.replica(0), { draft })).rejects.toMatchObject({
      kind: 'invalid',
      fields: expect.arrayContaining([
        expect.objectContaining({ field: 'settings.postalCode', rule: 'postal_code' }),
        expect.objectContaining({ field: 'settings.visitMinutes', rule: 'range' }),
        expect.objectContaining({ field: 'settings.specialities', rule: 'required' }),
      ]),
    });
    expect((await store.replica(0).log.current(officeId)).last).toBe(0);
  });

  test('take the zone of an overseas postal code', async () => {
    const { settings } = await save(store.replica(0), { draft: aDraft({ postalCode: '97400', city: 'Saint-Denis' }) });
    expect(settings.timeZone).toBe('Indian/Reunion');
  });

  test('keep the zone once days exist: a postal code of another zone is refused on its field', async () => {
    await save(store.replica(0));
    const planned = { ...noPlanning, zoneInForce: () => Promise.resolve('Europe/Paris') };
    const moveTo = (postalCode: string) =>
      save(store.replica(0), { expectedVersion: 1, draft: aDraft({ postalCode }) }, planned);
    await expect(moveTo('97400')).rejects.toMatchObject({
      fields: [{ field: 'settings.postalCode', rule: 'time_zone_fixed' }],
    });
    expect((await moveTo('69001')).settings.version).toBe(2);
  });

  test('are kept when scheduling is away, and then tell no date', async () => {
    const away = { ...noPlanning, applySettings: () => Promise.reject(unavailable('unavailable', 'away')) };
    expect(await save(store.replica(0), {}, away)).toMatchObject({ settings: { version: 1 }, effectiveFrom: '' });
    const planned = { ...noPlanning, applySettings: () => Promise.resolve('2027-04-12') };
    expect(await save(store.replica(0), { expectedVersion: 1 }, planned)).toMatchObject({
      effectiveFrom: '2027-04-12',
    });
  });

  test('hold nothing while scheduling asks back for them', async () => {
    const asksBack = {
      ...noPlanning,
      applySettings: async () => {
        const { version } = await read(store.replica(0)).settings(officeId, 0);
        await addReason(store.replica(0), 'Suivi');
        return String(version);
      },
    };
    expect(await save(store.replica(0), {}, asksBack)).toMatchObject({ effectiveFrom: '1' });
  });

  test('current versions are told for many offices at once, unknown ones left out', async () => {
    const other = anOffice();
    await save(store.replica(0));
    await save(store.replica(0), { expectedVersion: 1 });
    await save(store.replica(1), { officeId: other });
    const versions = await store.replica(2).log.versions([officeId, other, anOffice()], 0);
    expect(versions).toEqual(
      new Map([
        [officeId, 2],
        [other, 1],
      ]),
    );
  });

  test('of many offices, those with a newer version than the one known are told, with their newest', async () => {
    const other = anOffice();
    await save(store.replica(0));
    await save(store.replica(0), { expectedVersion: 1 });
    await save(store.replica(0), { expectedVersion: 2 });
    await save(store.replica(1), { officeId: other });
    const { log } = store.replica(2);
    expect(await log.versions([officeId, other, anOffice()], 1)).toEqual(new Map([[officeId, 3]]));
    expect(await log.versions([officeId, other], 3)).toEqual(new Map());
    expect(await log.versions([other], 1)).toEqual(new Map());
  });
});

describe('the table of reasons and the list of e-mails', () => {
  test('lose nothing of fifty additions at once by three processes', async () => {
    const results = await Promise.all([
      times(50, (n) => addReason(store.replica(n), `motif ${n}`)),
      times(50, (n) => addEmails(store.replica(n), `patient${n}@exemple.fr`)),
    ]);
    expect(results.map(kept)).toEqual([50, 50]);
    for (const n of [0, 1, 2]) {
      const state = await store.replica(n).log.current(officeId);
      expect(state.last).toBe(100);
      expect(new Set(state.reasons.map(({ text }) => text)).size).toBe(50);
      expect(state.emails.size).toBe(50);
    }
    const afresh = await store.replica(0).entries.findAfter(officeId, 0);
    expect(afresh.map(({ n }) => n)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
  });

  test('take one reason once, however many ask at the same time', async () => {
    const results = await times(10, (n) => addReason(store.replica(n), 'Suivi'));
    expect(kept(results)).toBe(1);
  });

  test('are seen by every process as soon as they were acknowledged', async () => {
    for (let n = 0; n < 10; n += 1) {
      const reason = await addReason(store.replica(n), `motif ${n}`);
      const { reasons } = await store.replica(n + 1).log.current(officeId);
      expect(reasons.map(({ id }) => id)).toContain(reason.id);
    }
  });

  test('give a removed reason back to nobody, and refuse to remove it twice', async () => {
    const { id: reasonId } = await addReason(store.replica(0), 'Suivi');
    const remove = () => makeRemoveReason(store.replica(1))({ officeId, authorId: AUTHOR, reasonId });
    await remove();
    expect((await store.replica(0).log.current(officeId)).reasons).toEqual([]);
    await expect(remove()).rejects.toMatchObject({ kind: 'not_found', code: 'reason_not_found' });
  });

  test('tell new, listed and malformed addresses apart, and forget the removed', async () => {
    await addEmails(store.replica(0), 'a@exemple.fr');
    expect(await addEmails(store.replica(1), 'A@exemple.fr', 'b@exemple.fr', 'nobody')).toEqual({
      added: 1,
      alreadyListed: 1,
      malformed: ['nobody'],
    });
    const remove = () => makeRemoveEmail(store.replica(2))({ officeId, authorId: AUTHOR, email: ' A@Exemple.fr' });
    await remove();
    await remove();
    const { emails, last } = await store.replica(0).log.current(officeId);
    expect([...emails.keys()]).toEqual(['b@exemple.fr']);
    expect(last).toBe(3);
  });

  test('take a pasted list of twenty thousand at once and not one more', async () => {
    const many = Array.from({ length: 20_000 }, (_, n) => `patient${n}@exemple.fr`);
    expect(await addEmails(store.replica(0), ...many)).toMatchObject({ added: 20_000 });
    await expect(addEmails(store.replica(1), 'un.de.trop@exemple.fr')).rejects.toMatchObject({
      fields: [{ field: 'emails', rule: 'too_many' }],
    });
    expect((await store.replica(1).log.current(officeId)).emails.size).toBe(20_000);
  });
});

describe('what booking is told', () => {
  test('is the mode, whether the address is listed, and the table as patients see it', async () => {
    await save(store.replica(0), { draft: aDraft({ bookingMode: 'listed_email', reasonMode: 'table' }) });
    await addEmails(store.replica(0), 'marie@exemple.fr');
    const terms = (email: string) => read(store.replica(1)).bookingTerms(officeId, email);
    expect(await terms('Marie@Exemple.fr')).toMatchObject({ emailListed: true, reasons: [] });
    expect(await terms('')).toMatchObject({ emailListed: false, settings: { bookingMode: 'listed_email' } });
    await addReason(store.replica(0), '---');
    expect((await terms('')).reasons).toEqual([]);
    await addReason(store.replica(0), 'Suivi');
    expect((await terms('')).reasons.map(({ text }) => text)).toEqual(['---', 'Suivi']);
  });
});
