import { eventually } from '@creneau/chassis/testing';
import { type Answer, call, tokenOf } from './api';
import { type Attempt, bookSteadily, giveBack, OFFICE, tally } from './bookings';
import { faults } from './stack';

const BOUND_MS = 15_000;
const office = `/api/offices/${OFFICE}`;

let attempts: Attempt[] = [];
afterAll(async () => {
  await faults.mendAll();
  await giveBack(attempts);
}, 240_000);

const isHonest = ({ status, code, ms }: Answer): void => {
  expect([status, status === 503 ? /unavailable$/.test(code) : true]).toEqual([status === 503 ? 503 : 200, true]);
  expect(ms).toBeLessThan(BOUND_MS);
};

test('without MongoDB settings are remembered or honestly away, none is half-saved, and the planning goes on', async () => {
  const [owner, staff] = [await tokenOf('docteur'), await tokenOf('secretaire')];
  const settings = await call('GET', `${office}/settings`, { token: owner });
  expect(settings.status).toBe(200);

  const mend = await faults.away('mongodb');
  const crowd = await bookSteadily({ perSecond: 3 });
  for (const path of ['', '/settings']) isHonest(await call('GET', office + path, { token: owner }));
  expect((await call('GET', `${office}/planning`, { token: staff })).status).toBe(200);
  const saved = await call('PUT', `${office}/settings`, { token: owner, body: settings.body });
  expect(saved.status).toBe(503);
  expect(saved.ms).toBeLessThan(BOUND_MS);
  attempts = await crowd.stop();
  const unexpected = Object.keys(tally(attempts)).filter((answer) => !/^(201|429|503 \w*unavailable)/.test(answer));
  expect(unexpected).toEqual([]);
  await mend();

  await eventually(async () => {
    const after = await call('GET', `${office}/settings`, { token: owner });
    expect([after.status, after.body]).toEqual([200, settings.body]);
  }, 30_000);
  const again = await call('PUT', `${office}/settings`, { token: owner, body: settings.body });
  expect(again.status).toBe(200);
}, 120_000);
