import { DEFAULT_SETTINGS } from '../../domain/settings';
import { entryId, eventIdOf, toDocument, toEntry } from './documents';

test('the id of an event is a version 5 UUID, ever the same for an entry', () => {
  const id = eventIdOf(entryId('0b1e6c1e-8c55-4a4e-9a39-1f6e3c2b7d10', 7));
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(eventIdOf(entryId('0b1e6c1e-8c55-4a4e-9a39-1f6e3c2b7d10', 7))).toBe(id);
  expect(eventIdOf(entryId('0b1e6c1e-8c55-4a4e-9a39-1f6e3c2b7d10', 8))).not.toBe(id);
});

test('an entry comes back from its document as it went', () => {
  const at = Temporal.Instant.from('2027-01-11T07:00:00.123Z');
  const entry = {
    officeId: 'office',
    n: 4,
    at,
    authorId: 'author',
    change: {
      kind: 'settings' as const,
      settings: { ...DEFAULT_SETTINGS, version: 2, authorId: 'author', savedAt: at },
    },
  };
  const document = toDocument(entry, 'attempt', { id: 'id', type: 'type', payload: '{}' });
  expect(document).toMatchObject({ _id: 'office:4', version: 2, kind: 'settings' });
  expect(toEntry(document)).toEqual(entry);
});
