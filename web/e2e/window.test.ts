import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { addDays, anOffice, freeDays } from './office';

const scheduling = join(__dirname, '../../services/scheduling');

/** What `npm run window -- --today` runs, on the stack that this environment names. */
const runWindow = async (today: string): Promise<void> => {
  const { DATABASE_URL_SCHEDULING, OIDC_SECRET_SCHEDULING } = process.env;
  await promisify(execFile)(process.execPath, ['dist/run-window.js', '--today', today], {
    cwd: scheduling,
    env: {
      ...process.env,
      DATABASE_URL: DATABASE_URL_SCHEDULING,
      OIDC_CLIENT_ID: 'creneau-scheduling',
      OIDC_CLIENT_SECRET: OIDC_SECRET_SCHEDULING,
      GRPC_PORT: '1',
      ADMIN_PORT: '2',
    },
  });
};

it('opens the days that are missing at the far end, for every office, when an operator runs it for a given day', async () => {
  const office = await anOffice();
  const before = await office.schedule();
  const through = before.generatedThrough ?? '';
  const windowDays = before.windowDays ?? 0;
  // Three nights that nobody has run yet: the two missed before the last are caught up.
  const night = addDays(through, 3 - windowDays);
  expect(await freeDays(office.officeId, addDays(through, 1), addDays(through, 3))).toEqual([]);

  await runWindow(night);
  const after = await office.schedule();
  expect(after.generatedThrough).toBe(addDays(through, 3));
  const opened = await freeDays(office.officeId, addDays(through, 1), addDays(through, 3));
  const worked = [1, 2, 3].map((days) => addDays(through, days)).filter((day) => isWeekday(day));
  expect(opened.filter(({ starts }) => starts.length > 0).map(({ day }) => day)).toEqual(worked);

  await runWindow(night);
  expect(await office.schedule()).toEqual(after);
});

const isWeekday = (day: string): boolean => ![0, 6].includes(new Date(`${day}T12:00:00Z`).getUTCDay());
