import { learnTime, now, onServer } from './server-time';

const deviceMs = Date.parse('2027-01-12T08:00:00Z');
beforeEach(() => jest.useFakeTimers({ now: deviceMs }));
afterEach(() => jest.useRealTimers());

test('it is as late as the server says, however wrong the device is', () => {
  learnTime('2027-01-12T08:07:00.100Z', deviceMs, deviceMs + 200);
  expect(now()).toBe(Date.parse('2027-01-12T08:07:00Z'));
});

test('a slow answer, and one that tells no time, leave what is known', () => {
  learnTime('2027-01-12T08:07:00.000Z', deviceMs, deviceMs);
  learnTime('2027-01-12T09:00:00.000Z', deviceMs, deviceMs + 5_000);
  learnTime(null, deviceMs, deviceMs);
  expect(now()).toBe(Date.parse('2027-01-12T08:07:00Z'));
});

test('a moment of the device is told in the time of the server', () => {
  learnTime('2027-01-12T08:07:00.000Z', deviceMs, deviceMs);
  expect(onServer(deviceMs - 60_000)).toBe(Date.parse('2027-01-12T08:06:00Z'));
});
