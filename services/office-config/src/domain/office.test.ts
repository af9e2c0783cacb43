import fc from 'fast-check';
import { type Change, type Entry, emptyOffice, fold } from './office';
import { DEFAULT_SETTINGS } from './settings';

const at = Temporal.Instant.from('2027-01-11T07:00:00Z');
const log = (...changes: Change[]): Entry[] =>
  changes.map((change, index) => ({ officeId: 'office', n: index + 1, at, authorId: 'author', change }));
const settings = (version: number): Change => ({ kind: 'settings', settings: { ...DEFAULT_SETTINGS, version } });

test('an empty log is an office never saved', () => {
  expect(fold(emptyOffice('office'), [])).toMatchObject({ last: 0, settings: { version: 0, visitMinutes: 15 } });
});

test('a log folds into the last settings, all their versions, the table and the list', () => {
  const state = fold(
    emptyOffice('office'),
    log(
      settings(1),
      { kind: 'reason_added', reason: { id: 'a', text: 'Suivi' } },
      { kind: 'emails_added', emails: ['a@b.fr', 'c@d.fr'] },
      settings(2),
      { kind: 'reason_added', reason: { id: 'b', text: 'Vaccin' } },
      { kind: 'reason_removed', reasonId: 'a' },
      { kind: 'email_removed', email: 'a@b.fr' },
    ),
  );
  expect(state.last).toBe(7);
  expect(state.settings.version).toBe(2);
  expect(state.versions.map(({ version, n }) => [version, n])).toEqual([
    [1, 1],
    [2, 4],
  ]);
  expect(state.reasons.map(({ text }) => text)).toEqual(['Vaccin']);
  expect([...state.emails.keys()]).toEqual(['c@d.fr']);
});

test('an entry behind a gap waits', () => {
  const [first, , third] = log(settings(1), settings(2), settings(3));
  expect(
    fold(
      emptyOffice('office'),
      [first, third].flatMap((entry) => entry ?? []),
    ).last,
  ).toBe(1);
});

const email = fc.constantFrom('a@b.fr', 'c@d.fr', 'e@f.fr');
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.integer({ min: 1, max: 9 }).map(settings),
  fc.constantFrom('a', 'b').map((id): Change => ({ kind: 'reason_added', reason: { id, text: id } })),
  fc.constantFrom('a', 'b').map((reasonId): Change => ({ kind: 'reason_removed', reasonId })),
  fc.array(email).map((emails): Change => ({ kind: 'emails_added', emails })),
  email.map((one): Change => ({ kind: 'email_removed', email: one })),
);

test('folding in parts is folding at once, and changes no state given', () => {
  fc.assert(
    fc.property(fc.array(change), fc.nat(20), (changes, cut) => {
      const entries = log(...changes);
      const half = fold(emptyOffice('office'), entries.slice(0, cut));
      const before = structuredClone([...half.emails.keys()]);
      expect(fold(half, entries.slice(cut))).toEqual(fold(emptyOffice('office'), entries));
      expect([...half.emails.keys()]).toEqual(before);
    }),
  );
});
