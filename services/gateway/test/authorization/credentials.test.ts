import { createLogger, createOutbox, Health, Life, openPostgres, systemClock } from '@creneau/chassis';
import { demoPerson, personToken, stackVariable } from '@creneau/chassis/testing';
import { makeAffiliateSecretary, makeRemoveSecretary } from '../../../identity/src/use-cases/change-secretary';
import { openBrowser } from '../browser';
import { openGateway, type TestGateway } from '../gateway-builder';
import { bookVisit, giveBack, PEOPLE } from './people';
import { type Access, expectedAnswer, REST_ACCESS } from './rest-access';
import { type Asked, type Operation, operations, send } from './rest-calls';
import { type BadTokens, badTokens } from './tokens';

/** Every endpoint with credentials that must not open it. */

interface Guarded {
  readonly operation: Operation;
  readonly access: Access;
}

const guarded: readonly Guarded[] = operations.flatMap((operation) => {
  const access = REST_ACCESS[operation.id];
  return access && access.serves !== 'anybody' ? [{ operation, access }] : [];
});
const changing = guarded.filter(({ operation }) => operation.method !== 'GET');

let gateway: TestGateway;
let visitId: string;
beforeAll(async () => {
  gateway = await openGateway();
  visitId = await bookVisit(gateway);
});
afterAll(async () => {
  if (visitId) await giveBack(gateway, visitId);
  await gateway?.stop();
});

/** What each endpoint answers, by name. */
const answers = async (some: readonly Guarded[], asked: Partial<Asked>): Promise<string[]> =>
  Promise.all(
    some.map(async ({ operation, access }) => {
      const { answer } = await send(operation, access, { url: gateway.url, visitId, ...asked });
      return `${operation.id}: ${answer}`;
    }),
  );
const all = (some: readonly Guarded[], answerOf: (one: Guarded) => string): string[] =>
  some.map((one) => `${one.operation.id}: ${answerOf(one)}`);
const practitioner = PEOPLE['the practitioner'] ?? { role: 'practitioner', own: true };
const toThePractitioner = ({ operation, access }: Guarded): string =>
  expectedAnswer(access, operation.about, practitioner, 'the one');

describe('a token', () => {
  let bad: BadTokens;
  beforeAll(async () => {
    bad = await badTokens();
  });

  test.each([
    'of another realm',
    'that expired',
    'for another audience',
    'of a service',
    'that says who signed in',
    'that only renews',
    'without a signature',
    'with its signature cut off',
    'whose roles were changed',
    'signed by somebody else',
    'that is none',
  ])('%s opens no endpoint', async (what) => {
    const token = bad[what];
    expect(token).toBeTruthy();
    expect(await answers(guarded, { token })).toEqual(all(guarded, () => '401 invalid_token'));
  });

  test('in another scheme opens no endpoint', async () => {
    const headers = { authorization: `Basic ${Buffer.from('docteur:demo-creneau').toString('base64')}` };
    expect(await answers(guarded, { headers })).toEqual(all(guarded, () => '401 invalid_token'));
  });
});

describe('a cookie', () => {
  test('changes nothing without the header that no other site can send', async () => {
    const browser = openBrowser(gateway.config.PUBLIC_URL, gateway.url);
    await browser.signIn('docteur');
    const cookie = [...browser.cookies].map(([name, { value }]) => `${name}=${value}`).join('; ');
    expect(await answers(changing, { headers: { cookie } })).toEqual(all(changing, () => '403 csrf_header_missing'));
    const headers = { cookie, 'x-creneau-csrf': '1' };
    expect(await answers(changing, { headers })).toEqual(all(changing, toThePractitioner));
  });

  test('that nobody was given is nobody', async () => {
    const headers = { cookie: `__Host-creneau=${'A'.repeat(43)}`, 'x-creneau-csrf': '1' };
    expect(await answers(guarded, { headers })).toEqual(all(guarded, () => '401 not_authenticated'));
  });
});

describe('a secretary', () => {
  /** She keeps her own office, and therefore her role, all along. */
  const officeId = '22222222-2222-4222-8222-222222222222';
  const ofStaff = changing.filter(({ access }) => access.serves === 'the staff of the office' && !access.reads);
  const life = new Life(createLogger('test', 'fatal'));
  afterAll(() => life.stop());

  test('writes nothing from the moment she is removed, whatever her token says', async () => {
    const log = createLogger('test', 'fatal');
    const url = stackVariable('DATABASE_URL_IDENTITY');
    const store = {
      postgres: await openPostgres({ url, connections: 1, life, health: new Health(), log }),
      clock: systemClock,
      outbox: createOutbox(systemClock, () => undefined),
      nudgeSteps: () => undefined,
    };
    const { id: personId } = await demoPerson('secretaire');
    const token = await personToken('secretaire');
    const secretary = { officeId, personId, by: null };
    const refused = all(ofStaff, () => '403 not_affiliated');
    await makeAffiliateSecretary(store)(secretary);
    try {
      const admitted = await answers(ofStaff, { token, officeId });
      expect(admitted.filter((answer) => answer.includes(' 403'))).toEqual([]);
    } finally {
      await makeRemoveSecretary(store)(secretary);
    }
    expect(await answers(ofStaff, { token, officeId })).toEqual(refused);
  });
});
