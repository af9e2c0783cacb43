import { startUnits } from './start-units';
import type { Supervisor } from './supervisor';
import type { Unit } from './unit';

const aUnit = (name: string, needs: string[] = [], prepare?: () => Promise<void>): Unit => ({
  name,
  kind: 'component',
  url: '',
  ports: [],
  log: '',
  needs,
  startMs: 1000,
  prepare,
  launch: () => Promise.reject(new Error('not launched here')),
  probe: () => Promise.resolve(),
});

const aSupervisor = (started: string[]): Supervisor => ({
  refuseTakenPorts: () => Promise.resolve(),
  start: async (unit) => void started.push(unit.name),
  stopAll: () => Promise.resolve(),
});

const silent = { for: () => () => undefined, line: () => undefined };

it('starts a unit after those that it needs, wherever they stand in the list', async () => {
  const started: string[] = [];
  const slow = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));
  await startUnits([aUnit('mongodb', ['postgres']), aUnit('postgres', [], slow)], aSupervisor(started), silent);
  expect(started).toEqual(['postgres', 'mongodb']);
});

it('prepares two units at a time', async () => {
  let [now, most] = [0, 0];
  const prepare = async (): Promise<void> => {
    now += 1;
    most = Math.max(most, now);
    await new Promise((resolve) => setTimeout(resolve, 5));
    now -= 1;
  };
  const units = ['a', 'b', 'c', 'd', 'e'].map((name) => aUnit(name, [], prepare));
  await startUnits(units, aSupervisor([]), silent);
  expect(most).toBe(2);
});

it('fails at once with the first failure, without waiting for the others', async () => {
  const never = (): Promise<void> => new Promise(() => undefined);
  const failing = aUnit('kafka', [], () => Promise.reject(new Error('no Java')));
  await expect(startUnits([aUnit('mongodb', [], never), failing], aSupervisor([]), silent)).rejects.toThrow('no Java');
});
