import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Policy, ServiceName } from '@creneau/chassis';
import { personToken, serviceTokenOf } from '@creneau/chassis/testing';
import { openGateway, type TestGateway } from '../gateway-builder';
import { bookVisit, giveBack, OFFICE, PEOPLE } from './people';
import { type Ids, RPC_ACCESS, type RpcAccess } from './rpc-access';
import { call, closeClients, DEFINITIONS, type Tokens } from './rpc-calls';
import { type Behind, expectedReply } from './rpc-verdict';

/**
 * Every RPC × every calling service × everybody who may be behind it, on the running services: the answer is what
 * `rpc-access.ts` says.
 */

const SERVICES: readonly ServiceName[] = [
  'gateway',
  'identity',
  'office-config',
  'scheduling',
  'booking',
  'notification',
  'payment',
  'reader',
];
const SOURCES = join(__dirname, '../../..');
const policyFile = (service: string): string => join(SOURCES, service, 'src/inbound/grpc/policy.ts');
/** The policy table of every service that has one. */
const policies = Object.fromEntries(
  readdirSync(SOURCES)
    .filter((service) => existsSync(policyFile(service)))
    .map((service) => {
      const { policy } = jest.requireActual<{ policy: Policy<Record<string, unknown>> }>(policyFile(service));
      return [service, policy];
    }),
);
const rpcs = Object.entries(policies).flatMap(([service, policy]) =>
  Object.keys(policy).map((rpc) => ({ name: `${service} ${rpc}`, service, rpc, access: RPC_ACCESS[service]?.[rpc] })),
);

let gateway: TestGateway;
let ids: Ids;
beforeAll(async () => {
  gateway = await openGateway();
  ids = { officeId: OFFICE, visitId: await bookVisit(gateway) };
});
afterAll(async () => {
  if (ids) await giveBack(gateway, ids.visitId);
  await gateway?.stop();
  closeClients();
});

interface Case {
  readonly caller: ServiceName;
  readonly behind: string;
}

const BEHIND = [...Object.keys(PEOPLE), 'a forged token'];
const standingOf = (behind: string): Behind => PEOPLE[behind] ?? 'a forged token';
const personOf = async (behind: string): Promise<string | undefined> => {
  if (behind === 'a forged token') return serviceTokenOf('booking')();
  const login = PEOPLE[behind]?.login;
  return login && personToken(login);
};
/** Whoever is behind a service that may not ask at all changes nothing: the one with most rights, and nobody, are tried. */
const casesOf = ({ callers }: RpcAccess): Case[] =>
  SERVICES.flatMap((caller) =>
    (callers[caller] ? BEHIND : ['nobody', 'the practitioner']).map((behind) => ({ caller, behind })),
  );

const tokensOf = async ({ caller, behind }: Case): Promise<Tokens> => ({
  service: await serviceTokens.get(caller)?.(),
  person: await personOf(behind),
});
const serviceTokens = new Map(SERVICES.map((service) => [service, serviceTokenOf(service)]));

test('every RPC has a policy and an expectation, and every expectation an RPC', () => {
  const names = (table: Readonly<Record<string, object>>) =>
    Object.entries(table).flatMap(([service, of]) => Object.keys(of).map((rpc) => `${service}.${rpc}`));
  expect(names(policies).sort()).toEqual(names(RPC_ACCESS).sort());
  expect(names(DEFINITIONS).sort()).toEqual(names(RPC_ACCESS).sort());
});

describe.each(rpcs)('$name', ({ service, rpc, access }) => {
  if (!access) return;

  test('is answered to the services that need it, for those they speak for', async () => {
    const cases = casesOf(access);
    const replies = await Promise.all(
      cases.map(async (one) => call(service, rpc, access.ask(ids), await tokensOf(one))),
    );
    const table = (replyOf: (one: Case, index: number) => string | undefined) =>
      cases.map((one, index) => `${one.caller}, behind it ${one.behind}: ${replyOf(one, index)}`);
    expect(table((_, index) => replies[index])).toEqual(
      table(({ caller, behind }) => expectedReply(access, caller, standingOf(behind))),
    );
  });

  test('is answered to nobody who is no service', async () => {
    const request = access.ask(ids);
    const person = await personToken('docteur');
    expect(await call(service, rpc, request, { person })).toBe('unauthenticated service_token_missing');
    expect(await call(service, rpc, request, { service: person, person })).toBe('unauthenticated bad_token');
  });

  if (!access.about) return;
  test('about what does not exist says no more than about what is not hers', async () => {
    const unknown = { ...ids, [`${access.about}Id`]: randomUUID() };
    const none = { ...ids, [`${access.about}Id`]: 'none' };
    for (const behind of Object.keys(PEOPLE)) {
      const standing = standingOf(behind);
      if (standing === 'a forged token') continue;
      const tokens = await tokensOf({ caller: 'gateway', behind });
      const stranger = expectedReply(access, 'gateway', { ...standing, own: false });
      const unfound = standing.role ? (access.unknown ?? stranger) : stranger;
      expect(`${behind}: ${await call(service, rpc, access.ask(unknown), tokens)}`).toBe(`${behind}: ${unfound}`);
      // An id that is none is told so, at most to those whom the answer tells nothing.
      expect([stranger, 'invalid invalid_request']).toContain(await call(service, rpc, access.ask(none), tokens));
    }
  });
});
