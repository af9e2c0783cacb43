import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { toHeaders, topicOf } from '@creneau/chassis';
import { eventually, openTopic, stackVariable, type TestTopic } from '@creneau/chassis/testing';
import { HomeVisitsSaved, VisitBooked } from '@creneau/proto/booking/v1/events';

/** The examples of the documentation, as a stranger runs them. */

const COMMANDS: Readonly<Record<string, () => [string, string[]]>> = {
  TypeScript: () => [process.execPath, ['--import', 'tsx', 'visits.ts']],
  Python: () => [stackVariable('CONSUMER_PYTHON'), ['visits.py']],
};

interface Running {
  readonly lines: string[];
  stop(): Promise<void>;
}

let topic: TestTopic;
let folder: string;
let running: ChildProcess | undefined;
beforeEach(async () => {
  topic = await openTopic();
  folder = mkdtempSync(join(tmpdir(), 'creneau-consumer-'));
});
afterEach(async () => {
  running?.kill('SIGKILL');
  await topic.close();
  rmSync(folder, { recursive: true });
});

const start = (language: string): Running => {
  const [file, args] = COMMANDS[language]?.() ?? ['false', []];
  const env = {
    ...process.env,
    PYTHONPATH: stackVariable('CONSUMER_PYTHONPATH'),
    TOPIC: topicOf(topic.area),
    GROUP: topic.area,
    STATE: join(folder, 'state.json'),
  };
  const child = spawn(file, args, { cwd: __dirname, env, stdio: ['ignore', 'pipe', 'inherit'] });
  running = child;
  const lines: string[] = [];
  createInterface(child.stdout).on('line', (line) => lines.push(line));
  return {
    lines,
    stop: async () => {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      expect(await gone).toEqual([0, null]);
    },
  };
};

const visit = (officeId: string, visitId: string) =>
  VisitBooked.fromJSON({
    visit: { officeId, visitId, state: 'VISIT_STATE_BOOKED', startsAt: '2027-01-12T08:00:00Z', version: 2 },
  });
const message = (officeId: string, sequence: number, id: string, type: string, value: unknown) => ({
  key: officeId,
  value: JSON.stringify(value),
  headers: toHeaders({
    id,
    type,
    source: '/creneau/booking',
    sequence,
    occurredAt: Temporal.Instant.from('2027-01-11T08:00:00Z'),
    traceparent: null,
  }),
});

test.each(Object.keys(COMMANDS))(
  'a stranger in %s hears of each visit once, over deliveries and restarts',
  async (language) => {
    const [office, other, ...visits] = Array.from({ length: 6 }, () => randomUUID()) as [string, string, ...string[]];
    const booked = (officeId: string, sequence: number, n: number) =>
      message(
        officeId,
        sequence,
        randomUUID(),
        VisitBooked.$type,
        VisitBooked.toJSON(visit(officeId, visits[n] ?? '')),
      );
    const line = (officeId: string, sequence: number, n: number): string =>
      `${officeId} ${sequence} VisitBooked ${visits[n]} VISIT_STATE_BOOKED 2027-01-12T08:00:00Z`;
    const [first, third] = [booked(office, 1, 0), booked(office, 3, 1)];
    const text = message(office, 2, randomUUID(), HomeVisitsSaved.$type, { officeId: office, version: 1 });
    await topic.send(first, first, text, first, third, third, booked(other, 1, 2));

    const once = start(language);
    await eventually(() => expect(once.lines).toHaveLength(3), 40_000);
    expect([...once.lines].sort()).toEqual([line(office, 1, 0), line(office, 3, 1), line(other, 1, 2)].sort());
    await once.stop();

    await topic.send(third, booked(office, 4, 3));
    const again = start(language);
    await eventually(() => expect(again.lines).toContain(line(office, 4, 3)), 40_000);
    expect(again.lines).toEqual([line(office, 4, 3)]);
    await again.stop();
  },
  120_000,
);
