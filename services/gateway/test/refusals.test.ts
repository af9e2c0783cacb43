import { randomUUID } from 'node:crypto';
import { personToken } from '@creneau/chassis/testing';
import { Problem } from '../src/api/errors';
import { type Answer, openGateway, type TestGateway } from './gateway-builder';

const SOME_OFFICE = '5f0c2d0e-8a4e-4b43-9a51-3f6c0a4a9f10';

let gateway: TestGateway;
let patient: string;
let practitioner: string;
beforeAll(async () => {
  gateway = await openGateway({
    REGISTRATIONS_PER_MINUTE: 3,
    TRUSTED_PROXIES: ['loopback'],
  });
  [patient, practitioner] = await Promise.all([personToken('patient3'), personToken('docteur')]);
});
afterAll(() => gateway?.stop());

/** Every refusal is a problem as the document declares it, and shows nothing of the inside. */
const expectProblem = (answer: Answer, status: number, code: string): void => {
  expect({ status: answer.status, code: answer.body?.code }).toEqual({ status, code });
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(Problem.parse(answer.body)).toEqual(answer.body);
  expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|Error:|\.[jt]s:\d/);
};

describe('a token', () => {
  test('is needed, and no other scheme will do', async () => {
    expectProblem(await gateway.call('GET', '/api/me'), 401, 'not_authenticated');
    const basic = await gateway.call('GET', '/api/me', { headers: { authorization: 'Basic cGF0aWVudDp4' } });
    expectProblem(basic, 401, 'invalid_token');
    expect(basic.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });

  test('that is bad keeps nobody from what is public', async () => {
    expect((await gateway.call('GET', '/api/captcha', { token: 'abc' })).status).toBe(200);
  });
});

describe('a role', () => {
  test('is looked at before the body', async () => {
    const path = `/api/offices/${SOME_OFFICE}/settings`;
    const broken = await gateway.call('PUT', path, { token: patient, body: '{' });
    expectProblem(broken, 403, 'wrong_role');
    const huge = await gateway.call('PUT', path, { token: patient, body: 'x'.repeat(2_000_000) });
    expectProblem(huge, 403, 'wrong_role');
    const secretary = await gateway.call('PUT', path, { token: await personToken('secretaire'), body: {} });
    expectProblem(secretary, 403, 'wrong_role');
  });
});

describe('a body', () => {
  const put = (body: unknown, headers?: Record<string, string>) =>
    gateway.call('PUT', `/api/offices/${SOME_OFFICE}/settings`, {
      token: practitioner,
      body,
      ...(headers && { headers }),
    });

  test('of two megabytes is too large, and one that is not JSON is said to be', async () => {
    expectProblem(await put(JSON.stringify({ access: 'x'.repeat(2_000_000) })), 413, 'body_too_large');
    expectProblem(await put('{"access":'), 400, 'malformed_json');
    expectProblem(await put('{}', { 'content-type': 'text/plain' }), 415, 'unsupported_media_type');
  });

  test('is judged field by field, in the language of the reader', async () => {
    const french = await put({});
    expectProblem(french, 400, 'invalid_request');
    expect(french.body.errors).toContainEqual({
      field: 'visitMinutes',
      code: 'required',
      message: 'Ce champ est obligatoire.',
    });
    const english = await put({}, { 'content-type': 'application/json', 'accept-language': 'en-GB,en;q=0.9' });
    expect(english.body.detail).toBe('Some fields need correcting.');
  });
});

describe('an address', () => {
  test('that does not exist is a problem, not a page of the framework', async () => {
    expectProblem(await gateway.call('GET', '/api/nothing'), 404, 'not_found');
    expectProblem(await gateway.call('GET', '/api/%E0%A4%A'), 404, 'not_found');
    expectProblem(await gateway.call('GET', '/assets/none.js'), 404, 'not_found');
    expectProblem(await gateway.call('GET', '/api/offices/none/availability'), 404, 'office_not_found');
  });

  test('says which methods it takes', async () => {
    const answer = await gateway.call('DELETE', '/api/appointments', { token: patient });
    expectProblem(answer, 405, 'method_not_allowed');
    expect(answer.headers.get('allow')).toBe('POST');
  });

  test('carries the headers that keep a page safe', async () => {
    const { headers } = await gateway.call('GET', '/api/captcha');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('a registration', () => {
  const register = (address: string, login: string) =>
    gateway.call('POST', '/api/registrations', {
      headers: { 'x-forwarded-for': address },
      body: {
        lastName: 'Peltier',
        firstName: 'Camille',
        login,
        password: 'un mot de passe',
        email: 'camille@example.test',
        captcha: 'bm90IG9uZQ==',
      },
    });
  const anAddress = (): string => `2001:db8::${randomUUID().slice(0, 4)}:${randomUUID().slice(0, 4)}`;

  test('needs a proof of work', async () => {
    const answer = await register(anAddress(), 'peltier');
    expectProblem(answer, 400, 'captcha_invalid');
    expect(answer.body.errors).toMatchObject([{ field: 'captcha' }]);
  });

  test('names a bad login', async () => {
    const answer = await register(anAddress(), 'Péltier!');
    expectProblem(answer, 400, 'invalid_request');
    expect(answer.body.errors).toMatchObject([{ field: 'login', code: 'login_format' }]);
  });

  test('is counted by address, and says when to come back', async () => {
    const address = anAddress();
    for (let n = 0; n < 3; n += 1) expectProblem(await register(address, 'peltier'), 400, 'captcha_invalid');
    const refused = await register(address, 'peltier');
    expectProblem(refused, 429, 'too_many_requests');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expectProblem(await register(anAddress(), 'peltier'), 400, 'captcha_invalid');
  });
});
