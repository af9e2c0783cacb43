import { changedFields, DEFAULT_SETTINGS } from './settings';

const monday = (end: string) => ({ weekday: 1, morning: { start: '09:00', end }, afternoon: undefined });

test('a save that changes nothing has changed nothing, whoever saved it and when', () => {
  const before = { ...DEFAULT_SETTINGS, weeklyHours: [monday('12:00')] };
  const after = { ...before, version: 3, authorId: 'somebody', weeklyHours: [monday('12:00')] };
  expect(changedFields(before, after)).toEqual([]);
});

test('a save has changed what differs, hours within a day too', () => {
  const before = { ...DEFAULT_SETTINGS, weeklyHours: [monday('12:00')] };
  const after = { ...before, visitMinutes: 20, paymentMeans: ['CB'], weeklyHours: [monday('12:30')] };
  expect(changedFields(before, after)).toEqual(['paymentMeans', 'visitMinutes', 'weeklyHours']);
});

test('every field of the form can be told as changed', () => {
  const { version, authorId, savedAt, timeZone, ...fields } = DEFAULT_SETTINGS;
  const other = Object.fromEntries(Object.keys(fields).map((name) => [name, 'other']));
  const changed = changedFields(DEFAULT_SETTINGS, other as unknown as typeof DEFAULT_SETTINGS);
  expect([...changed].sort()).toEqual(Object.keys(fields).sort());
});
