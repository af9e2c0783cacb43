import { randomUUID } from 'node:crypto';
import {
  createHintPublisher,
  createLogger,
  createTokenVerifier,
  expose,
  Health,
  Life,
  openGrpcServer,
  openRedis,
  type PublishHint,
} from '@creneau/chassis';
import { aHalt, demoPerson, eventually, type Halt, stackVariable } from '@creneau/chassis/testing';
import { Relation } from '@creneau/proto/identity/v1/messages';
import { IdentityServiceService } from '@creneau/proto/identity/v1/service';
import { openBrowser } from './browser';
import { openGateway, type TestGateway } from './gateway-builder';

/** Two replicas of the gateway, whose identity is the test's: there a secretary can lose her office at any moment. */
const log = createLogger('test', 'fatal');
const life = new Life(log);
const staff = new Set<string>();
let replicas: readonly TestGateway[];
let publish: PublishHint;
let secretary: { id: string; token: string };
/** Where the next question about her right is held up, with its answer already found. */
let halt: Halt | undefined;

beforeAll(async () => {
  secretary = await demoPerson('secretaire');
  const port = await openGrpcServer(
    { port: 0, life, health: new Health(), log, verifier: createTokenVerifier(stackVariable('OIDC_ISSUER')) },
    expose(
      { getAffiliation: IdentityServiceService.getAffiliation },
      { getAffiliation: { from: ['gateway'], person: 'anybody' } },
      {
        async getAffiliation({ officeId, personId }) {
          const relation = staff.has(`${personId} ${officeId}`) ? Relation.SECRETARY : Relation.UNSPECIFIED;
          const held = halt;
          halt = undefined;
          await held?.here();
          return { relation };
        },
      },
    ),
  );
  const change = { IDENTITY_ADDR: `dns:///localhost:${port}` };
  replicas = [await openGateway(change), await openGateway(change)];
  publish = createHintPublisher(await openRedis(life, log, stackVariable('REDIS_URL')), log);
});
afterAll(async () => {
  for (const replica of replicas ?? []) await replica.stop();
  await life.stop();
});

/** A new office, where the demo secretary works. */
const anOffice = (): string => {
  const officeId = randomUUID();
  staff.add(`${secretary.id} ${officeId}`);
  return officeId;
};
const replica = (n: number): TestGateway => {
  const found = replicas[n];
  if (!found) throw new Error('no such replica');
  return found;
};
const listen = (n: number, officeId: string, headers: Record<string, string>) => {
  let text = '';
  const read = async (): Promise<void> => {
    const response = await fetch(`${replica(n).url}/api/offices/${officeId}/live`, { headers });
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) text += decoder.decode(chunk as Uint8Array, { stream: true });
  };
  return { text: () => text, ended: read() };
};
const bearer = () => ({ authorization: `Bearer ${secretary.token}` });
/** She is removed: committed first, then told. */
const remove = (officeId: string): void => {
  staff.delete(`${secretary.id} ${officeId}`);
  publish({ area: 'identity', officeId: secretary.id, sequence: 1 });
};

/** Well before any token ends, which would close a page too. */
const AT_ONCE_MS = 30_000;

test(
  'a secretary who is removed while her pages listen hears nothing more, at whichever replica',
  async () => {
    const officeId = anOffice();
    const pages = [listen(0, officeId, bearer()), listen(1, officeId, bearer())];
    for (const page of pages) await eventually(() => expect(page.text()).toContain('event: ready'));
    remove(officeId);
    for (const page of pages) {
      await page.ended;
      expect(page.text()).toContain('event: close\ndata: {"reason":"not_affiliated"}');
    }
    publish({ area: 'booking', officeId, sequence: 7 });
    for (const page of pages) expect(page.text()).not.toContain('event: change');
  },
  AT_ONCE_MS,
);

test(
  'a secretary who is removed after her right was found and before her page listens hears nothing',
  async () => {
    const officeId = anOffice();
    const held = aHalt();
    halt = held;
    const page = listen(0, officeId, bearer());
    await held.reached;
    remove(officeId);
    held.goOn();
    await page.ended;
    expect(page.text()).toContain('{"reason":"not_affiliated"}');
  },
  AT_ONCE_MS,
);

test(
  'a log-out at one replica closes the page that listens at the other',
  async () => {
    const officeId = anOffice();
    const browser = openBrowser(replica(0).config.PUBLIC_URL, replica(0).url);
    await browser.signIn('secretaire');
    const cookie = [...browser.cookies].map(([name, { value }]) => `${name}=${value}`).join('; ');
    const page = listen(1, officeId, { cookie });
    await eventually(() => expect(page.text()).toContain('event: ready'));
    await browser.open(`${replica(0).url}/auth/logout`, { method: 'POST', headers: { 'x-creneau-csrf': '1' } });
    await page.ended;
    expect(page.text()).toContain('event: close\ndata: {"reason":"session_over"}');
  },
  AT_ONCE_MS,
);
