import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { eventually, freePort, stackVariable } from '@creneau/chassis/testing';
import { openBrowser } from '../../services/gateway/test/browser';
import { call, publicUrl, tokenOf } from './api';
import { type Attempt, freeSlots, giveBack, OFFICE } from './bookings';
import { type LivePage, openLivePage } from './live-page';

const attempts: Attempt[] = [];
const pages: LivePage[] = [];
let second: ChildProcess;
let secondUrl: string;

/** Another replica of the gateway beside the stack's own, as a process that can be killed. */
beforeAll(async () => {
  const port = await freePort();
  secondUrl = `http://localhost:${port}`;
  const { GRPC_PORT: _, ADMIN_PORT: __, ...stack } = process.env;
  second = spawn(process.execPath, ['dist/main.js'], {
    cwd: join(__dirname, '../../services/gateway'),
    stdio: 'ignore',
    env: {
      ...stack,
      HTTP_PORT: String(port),
      OIDC_CLIENT_ID: 'creneau-gateway',
      OIDC_CLIENT_SECRET: stackVariable('OIDC_SECRET_GATEWAY'),
    },
  });
  await eventually(async () => expect((await call('GET', '/readyz', { origin: secondUrl })).status).toBe(200), 60_000);
}, 90_000);
afterAll(async () => {
  for (const page of pages) page.leave();
  second.kill('SIGKILL');
  await giveBack(attempts);
});

/** Books through one replica. */
const bookThrough = async (origin: string): Promise<void> => {
  const [startsAt = ''] = await freeSlots(1);
  const token = await tokenOf('patient2');
  const body = { officeId: OFFICE, startsAt };
  const answer = await call('POST', '/api/appointments', { origin, token, key: `replicas ${startsAt}`, body });
  expect(answer.status).toBe(201);
  const appointmentId = String(answer.body.appointmentId);
  attempts.push({ login: 'patient2', startsAt, answers: [answer], appointmentId });
};

const bothHear = async (change: () => Promise<void>): Promise<void> => {
  const before = pages.map(({ sequences }) => sequences.length);
  await change();
  await eventually(() => {
    for (const [index, { sequences }] of pages.entries()) expect(sequences.length).toBeGreaterThan(before[index] ?? 0);
  });
};

test('two replicas share sessions and tell their pages of every change; pages of one that dies go to the other', async () => {
  const browser = openBrowser(publicUrl(), publicUrl());
  await browser.signIn('secretaire');
  const cookie = [...browser.cookies].map(([name, { value }]) => `${name}=${value}`).join('; ');
  for (const origin of [publicUrl(), secondUrl])
    expect((await call('GET', `/api/offices/${OFFICE}/planning`, { origin, cookie })).status).toBe(200);

  const open = (...origins: string[]): LivePage => openLivePage({ officeId: OFFICE, origins, headers: { cookie } });
  const [stays, moves] = [open(publicUrl()), open(secondUrl, publicUrl())];
  pages.push(stays, moves);
  await eventually(() => expect(pages.map((page) => page.connectedTo())).toEqual([publicUrl(), secondUrl]));

  await bothHear(() => bookThrough(publicUrl()));
  await bothHear(() => bookThrough(secondUrl));

  second.kill('SIGKILL');
  await once(second, 'exit');
  await eventually(() => expect(moves.connectedTo()).toBe(publicUrl()));
  await bothHear(() => bookThrough(publicUrl()));
  expect(stays.events.filter((name) => name === 'ready')).toHaveLength(1);
}, 120_000);
