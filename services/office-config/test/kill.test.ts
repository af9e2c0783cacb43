import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Life, openGrpcClient, type RpcClient } from '@creneau/chassis';
import { demoPerson, eventually, serviceTokenOf } from '@creneau/chassis/testing';
import { Relation } from '@creneau/proto/identity/v1/messages';
import { OfficeConfigServiceService } from '@creneau/proto/officeconfig/v1/service';
import { openCollaborators, type World } from './collaborators';
import { anOffice, freePort, freshMongo, log, variable } from './office-builder';
import { readTopic } from './topic-reader';

const WRITERS = 4;
const EMAILS_EACH = 15;
const KILLS = 3;

const world: World = { relations: new Map(), zones: new Map() };
const life = new Life(log);
let running: ChildProcess | undefined;
afterAll(async () => {
  running?.kill('SIGKILL');
  await life.stop();
});

const start = (environment: Record<string, string>): ChildProcess =>
  spawn(process.execPath, ['dist/main.js'], {
    cwd: join(__dirname, '..'),
    env: { ...process.env, ...environment },
    stdio: 'ignore',
  });

/** Until the service has acknowledged it, through however many deaths. */
const insist = async <T>(call: () => Promise<T>): Promise<T> => {
  for (;;) {
    try {
      return await call();
    } catch {
      await sleep(100);
    }
  }
};

test('killed again and again, the service loses no acknowledged change, and each reaches the topic in order', async () => {
  const database = await freshMongo();
  const port = await freePort();
  const collaborators = await openCollaborators(world, port);
  const topic = await readTopic();
  const environment = {
    LOG_LEVEL: 'error',
    GRPC_PORT: String(port),
    ADMIN_PORT: '',
    MONGODB_URL: database.url,
    OIDC_CLIENT_ID: 'creneau-office-config',
    OIDC_CLIENT_SECRET: variable('OIDC_SECRET_OFFICE_CONFIG'),
    IDENTITY_ADDR: collaborators.address,
    SCHEDULING_ADDR: collaborators.address,
  };
  const client: RpcClient<OfficeConfigServiceService> = await openGrpcClient({
    life,
    definition: OfficeConfigServiceService,
    address: `dns:///localhost:${port}`,
    serviceToken: serviceTokenOf('gateway'),
    idempotent: [],
  });
  const { id, token } = await demoPerson('docteur');
  const officeId = anOffice();
  world.relations.set(`${id} ${officeId}`, Relation.OWNER);

  running = start(environment);
  let acknowledged = 0;
  const writers = Array.from({ length: WRITERS }, async (_, writer) => {
    for (let n = 0; n < EMAILS_EACH; n += 1) {
      const emails = [`patient${writer}.${n}@exemple.fr`];
      await insist(() => client.addEmails({ officeId, emails }, { personToken: token, timeoutMs: 2_000 }));
      acknowledged += 1;
      await sleep(20);
    }
  });
  for (let kill = 1; kill <= KILLS; kill += 1) {
    await eventually(() => expect(acknowledged).toBeGreaterThan(kill * 8), 30_000);
    running.kill('SIGKILL');
    running = start(environment);
  }
  await Promise.all(writers);

  const { emails } = await client.listEmails({ officeId }, { personToken: token });
  expect(emails).toHaveLength(WRITERS * EMAILS_EACH);
  await eventually(() => {
    const first = [...new Set(topic.of(officeId).map(({ sequence }) => sequence))];
    expect(first).toEqual(Array.from({ length: WRITERS * EMAILS_EACH }, (_, index) => index + 1));
  }, 30_000);

  running.kill('SIGTERM');
  await topic.close();
  await collaborators.close();
  await database.drop();
}, 120_000);
