import { eventually } from '@creneau/chassis/testing';
import { openBrowser } from '../../services/gateway/test/browser';
import { call, publicUrl, tokenOf } from './api';
import { type Attempt, book, freeSlots, giveBack } from './bookings';
import { faults } from './stack';

const attempts: Attempt[] = [];
afterAll(async () => {
  await faults.mendAll();
  await giveBack(attempts);
}, 240_000);

const bookOne = async (again = false): Promise<Attempt> => {
  const [startsAt = ''] = await freeSlots(1);
  const attempt = await book('patient2', startsAt, again);
  attempts.push(attempt);
  return attempt;
};

test('while Keycloak is away people who are signed in go on, nobody else is sent nowhere, and services come up', async () => {
  const browser = openBrowser(publicUrl(), publicUrl());
  await browser.signIn('patient');
  await tokenOf('patient2');
  const mine = () => browser.open(`${publicUrl()}/api/me/appointments`);
  expect((await mine()).status).toBe(200);

  const mend = await faults.away('keycloak');

  expect((await bookOne()).answers.map(({ status }) => status)).toEqual([201]);
  expect((await mine()).status).toBe(200);

  // Said on a page of our own, and to programs as a problem.
  const somebodyElse = openBrowser(publicUrl(), publicUrl());
  const told = await somebodyElse.open(`${publicUrl()}/auth/login`);
  expect(told.visited.at(-1)).toBe(`${publicUrl()}/?signin=away`);
  const problem = await call('GET', '/auth/login');
  expect([problem.status, problem.code]).toEqual([503, 'unavailable']);
  const registration = await call('GET', '/api/captcha');
  expect(registration.status).toBe(200);

  // Killed now, a service is up again without a token of its own or any key, and refuses honestly what needs them.
  await faults.kill('booking');
  const refused = await bookOne();
  expect(refused.answers.map(({ status, code }) => [status, code])).toEqual([[503, 'unavailable']]);

  await mend();
  expect((await bookOne(true)).appointmentId).toBeDefined();
  await eventually(async () => expect((await somebodyElse.signIn('patient3')).status).toBe(200), 30_000);
  expect((await mine()).status).toBe(200);
}, 240_000);
