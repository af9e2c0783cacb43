import { eventually } from '@creneau/chassis/testing';
import { makeReadConfiguration } from '../src/use-cases/read-configuration';
import { makeSaveSettings } from '../src/use-cases/save-settings';
import { AUTHOR, aDraft, anOffice, noPlanning, openStore, type Store, tellThroughRedis } from './office-builder';

let store: Store;
beforeAll(async () => {
  store = await openStore(2, 500, tellThroughRedis);
});
afterAll(() => store.close());

describe('the terms of booking', () => {
  test('are read once while nothing changes, and anew as soon as another process says that it changed them', async () => {
    const officeId = anOffice();
    const [here, there] = [store.replica(0), store.replica(1)];
    const save = (expectedVersion: number, bookingMode: 'free' | 'listed_email') =>
      makeSaveSettings({ ...there, scheduling: noPlanning })({
        officeId,
        authorId: AUTHOR,
        expectedVersion,
        draft: aDraft({ bookingMode }),
        deadline: undefined,
      });
    const modeHere = async () => (await makeReadConfiguration(here).bookingTerms(officeId, '')).settings.bookingMode;

    await save(0, 'free');
    const reads = jest.spyOn(here.entries, 'find');
    await eventually(async () => {
      expect(await modeHere()).toBe('free');
      reads.mockClear();
      await modeHere();
      expect(reads).not.toHaveBeenCalled();
    });

    await save(1, 'listed_email');
    await eventually(async () => expect(await modeHere()).toBe('listed_email'));
  });
});
