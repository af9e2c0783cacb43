import { personToken } from '@creneau/chassis/testing';
import { Problem } from '../../src/api/errors';
import { openGateway, type TestGateway } from '../gateway-builder';
import { bookVisit, giveBack, PEOPLE } from './people';
import { type Access, expectedAnswer, REST_ACCESS, type Which } from './rest-access';
import { type Asked, type Operation, operations, type Reply, send } from './rest-calls';

/**
 * Every endpoint of the document × every person × the office or visit of the matrix, an unknown one, and no id, on the
 * running services: the answer is what `rest-access.ts` says, and what is refused is refused before its body is looked at.
 */

let gateway: TestGateway;
let visitId: string;
beforeAll(async () => {
  gateway = await openGateway({ CAPTCHAS_PER_MINUTE: 100_000, BOOKINGS_PER_MINUTE: 100_000 });
  visitId = await bookVisit(gateway);
});
afterAll(async () => {
  if (visitId) await giveBack(gateway, visitId);
  await gateway?.stop();
});

const WHICH: readonly Which[] = ['the one', 'an unknown one', 'no id'];
const NOT_JSON = '{"not json';
const refusedBefore = (answer: string): boolean => answer.startsWith('401') || answer === '403 wrong_role';

interface Case {
  readonly who: string;
  readonly which: Which;
  readonly login: string | undefined;
  readonly expected: string;
}

/** Everything a person may ask of one operation, with what she should be answered. */
const casesOf = (operation: Operation, access: Access): Case[] =>
  Object.entries(PEOPLE).flatMap(([who, standing]) =>
    (operation.about ? WHICH : (['the one'] as const)).map((which) => ({
      who,
      which,
      login: standing.login,
      expected: expectedAnswer(access, operation.about, standing, which),
    })),
  );

test('every endpoint has an expectation, and every expectation an endpoint', () => {
  expect(operations.map(({ id }) => id).sort()).toEqual(Object.keys(REST_ACCESS).sort());
});

describe.each(operations)('$id', (operation) => {
  const access = REST_ACCESS[operation.id];
  if (!access) return;
  const cases = casesOf(operation, access);
  const ask = async ({ which, login }: Case, more: Partial<Asked> = {}): Promise<Reply> =>
    send(operation, access, {
      url: gateway.url,
      visitId,
      which,
      token: login && (await personToken(login)),
      ...more,
    });
  const table = (answerOf: (index: number) => string | undefined) =>
    cases.map(({ who, which }, index) => `${who}, ${which}: ${answerOf(index)}`);

  test('serves those it is for, and nobody else', async () => {
    const replies = await Promise.all(cases.map((one) => ask(one)));
    expect(table((index) => replies[index]?.answer)).toEqual(table((index) => cases[index]?.expected));
    for (const { answer, type, body } of replies.filter((reply) => reply.answer.length > 3)) {
      expect([answer, type]).toEqual([answer, 'application/problem+json; charset=utf-8']);
      expect(Problem.parse(JSON.parse(body))).toEqual(JSON.parse(body));
    }
  });

  if (!operation.takesBody) return;
  test('refuses before it looks at the body', async () => {
    const replies = await Promise.all(cases.map((one) => ask(one, { body: NOT_JSON })));
    expect(table((index) => replies[index]?.answer)).toEqual(
      table((index) => {
        const expected = cases[index]?.expected ?? '';
        return refusedBefore(expected) ? expected : '400 malformed_json';
      }),
    );
  });
});
