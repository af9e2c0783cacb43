import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { personToken } from '@creneau/chassis/testing';
import { type Answer, openGateway, type TestGateway } from '../gateway-builder';

/** What generators of requests miss: bytes that no client library sends, and JSON that only an attacker writes. */

const OFFICE = '11111111-1111-4111-8111-111111111111';

let gateway: TestGateway;
let token: string;
beforeAll(async () => {
  gateway = await openGateway();
  token = await personToken('docteur');
});
afterAll(() => gateway?.stop());

const seen = ({ status, body }: Answer): string => (body?.code ? `${status} ${body.code}` : String(status));
const homeVisits = (body: unknown, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
  gateway.call('PUT', `/api/offices/${OFFICE}/home-visits`, { token, body, headers });

/** Sends bytes as they are, and reads until the server closes or an answer is whole. */
const exchange = (bytes: string, until: (text: string) => boolean = (text) => text.includes('\r\n\r\n')) =>
  new Promise<string>((resolve, reject) => {
    let text = '';
    const { hostname, port } = new URL(gateway.url);
    const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(bytes));
    const end = (): void => {
      socket.destroy();
      resolve(text);
    };
    socket.setTimeout(20_000, () => socket.destroy(new Error(`no answer to ${bytes.slice(0, 60)}`)));
    socket.on('data', (chunk) => {
      text += chunk;
      if (until(text)) end();
    });
    socket.on('end', end).on('error', reject);
  });
const statuses = (text: string): string[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status ?? '');
const auth = (): string => `Host: localhost\r\nAuthorization: Bearer ${token}\r\n`;

describe('a body', () => {
  test('nested as deep as it may be long is read, and judged', async () => {
    const deep = `${'['.repeat(49_000)}${']'.repeat(49_000)}`;
    expect(seen(await homeVisits(`{"text":${deep},"version":0}`))).toBe('400 invalid_request');
    expect(seen(await homeVisits(deep))).toBe('400 invalid_request');
    expect(seen(await homeVisits(`${'{"a":'.repeat(16_000)}1${'}'.repeat(16_000)}`))).toBe('400 invalid_request');
  });

  test('changes no prototype', async () => {
    const body = '{"__proto__":{"text":"","version":1},"constructor":{"prototype":{"text":""}}}';
    expect(seen(await homeVisits(body))).toBe('400 invalid_request');
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(seen(await homeVisits('{"__proto__":null,"text":"","version":1000000}'))).toBe('409 stale_version');
  });

  test.each(['null', '1', '"text"', 'true', '[]', ''])('that is %s is refused', async (body) => {
    expect(seen(await homeVisits(body))).toMatch(/^400 (invalid_request|malformed_json)$/);
  });

  test('in another character set or type is refused by name', async () => {
    const body = '{"text":"","version":0}';
    for (const type of ['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'nonsense'])
      expect(seen(await homeVisits(body, { 'content-type': type }))).toBe('415 unsupported_media_type');
    const odd = await homeVisits(body, { 'content-type': 'application/json; charset=iso-8859-7' });
    expect(seen(odd)).toBe('415 unsupported_media_type');
    const encoded = await homeVisits(body, { 'content-type': 'application/json', 'content-encoding': 'zstd-none' });
    expect(seen(encoded)).toBe('415 unsupported_media_type');
  });

  test('that grows when it is unpacked is too large all the same', async () => {
    const bomb = gzipSync(JSON.stringify({ text: 'x'.repeat(50_000_000), version: 0 }));
    const response = await fetch(`${gateway.url}/api/offices/${OFFICE}/home-visits`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: bomb,
    });
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([413, 'body_too_large']);
  });

  test('cut off, or longer than it said, harms nobody else', async () => {
    const path = `PUT /api/offices/${OFFICE}/home-visits HTTP/1.1\r\n${auth()}Content-Type: application/json\r\n`;
    const both = `${path}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /metrics HTTP/1.1\r\n\r\n`;
    expect(statuses(await exchange(both))).toEqual(['400']);
    const twice = `${path}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`;
    expect(statuses(await exchange(twice))).toEqual(['400']);
    const chunk = `${path}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n`;
    expect(statuses(await exchange(chunk))).toEqual(['400']);
    expect((await gateway.call('GET', '/api/session')).status).toBe(200);
  });
});

test('bodies that come slowly keep nobody else out, and are answered once they are there', async () => {
  const narrow = await openGateway({ MAX_REQUESTS_IN_FLIGHT: 2 });
  try {
    const { hostname, port } = new URL(narrow.url);
    const body = '{"text":"","version":1000000}';
    const head = `PUT /api/offices/${OFFICE}/home-visits HTTP/1.1\r\n${auth()}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
    const slow = Array.from({ length: 4 }, () => connect({ host: hostname, port: Number(port) }));
    for (const socket of slow) socket.write(head + body.slice(0, 5));
    await sleep(500);
    expect(seen(await narrow.call('GET', '/api/session'))).toBe('200');
    const answers = slow.map(async (socket) => String((await once(socket, 'data'))[0]));
    for (const socket of slow) socket.write(body.slice(5));
    expect((await Promise.all(answers)).flatMap(statuses)).toEqual(['409', '409', '409', '409']);
    for (const socket of slow) socket.destroy();
  } finally {
    await narrow.stop();
  }
});

describe('an address', () => {
  test.each(['%', '%zz', '%E0%A4%A', '%C0%AE%C0%AE', '%00', '..%2f..%2fetc%2fpasswd', '%2e%2e%2f', '%F0%9F'])(
    'with %s is unknown',
    async (part) => {
      for (const path of [`/api/offices/${part}`, `/api/offices/${part}/availability?from=2027-01-01&to=2027-01-02`])
        expect(seen(await gateway.call('GET', path))).toMatch(/^404 (office_not_found|not_found)$/);
      const text = await exchange(`GET /assets/${part} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
      expect(statuses(text)).toEqual(['404']);
    },
  );

  test('as long as a header may be is answered, a longer one refused', async () => {
    expect(seen(await gateway.call('GET', `/api/offices?q=${'x'.repeat(8_000)}`))).toBe('400 invalid_request');
    const long = `GET /api/offices?q=${'x'.repeat(100_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
    expect(statuses(await exchange(long))).toEqual(['431']);
  });

  test('with a parameter twice, nested or odd is judged by field', async () => {
    for (const query of ['q=a&q=b', 'q[]=a', 'q[a]=b', 'limit=1&limit=2', 'limit[$gt]=1'])
      expect(seen(await gateway.call('GET', `/api/offices?${query}`))).toMatch(/^(200|400 invalid_request)$/);
    const many = Array.from({ length: 2_000 }, (_, n) => `p${n}=1`)
      .join('&')
      .slice(0, 12_000);
    expect(seen(await gateway.call('GET', `/api/offices?${many}`))).toBe('200');
    expect(seen(await gateway.call('GET', '/api/offices?__proto__[q]=x&constructor=1'))).toBe('200');
  });
});

describe('a connection', () => {
  test('may ask several things at once, and gets the answers in order', async () => {
    const one = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
    const asked = one('/api/session') + one('/api/nothing') + one(`/api/offices/none`) + one('/api/session');
    const text = await exchange(asked, (got) => statuses(got).length === 4);
    expect(statuses(text)).toEqual(['200', '404', '404', '200']);
  });

  test('takes no other method by a header or a parameter', async () => {
    for (const name of ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override']) {
      const text = await exchange(
        `POST /api/offices/${OFFICE}/settings HTTP/1.1\r\n${auth()}${name}: GET\r\nContent-Length: 0\r\n\r\n`,
      );
      expect(statuses(text)).toEqual(['405']);
    }
    const parameter = await gateway.call('POST', `/api/offices/${OFFICE}/settings?_method=GET`, { token });
    expect(seen(parameter)).toBe('405 method_not_allowed');
  });

  test.each(['nonsense\r\n\r\n', 'GET\r\n\r\n', '\x16\x03\x01\x02\x00', 'GET / HTTP/9.9\r\n\r\n'])(
    'that speaks another language is refused: %#',
    async (bytes) => {
      const text = await exchange(bytes);
      expect(statuses(text)).toEqual(['400']);
      expect(text).not.toMatch(/node_modules|\bat \S+ \(/);
    },
  );

  test('has no header twice that decides, and none with a line in it', async () => {
    const host = `GET /api/me HTTP/1.1\r\n${auth()}Authorization: Bearer x\r\nConnection: close\r\n\r\n`;
    expect(statuses(await exchange(host))).toEqual(['200']);
    const bare = `GET /api/session HTTP/1.1\r\nHost: localhost\r\nX: a\nY: b\r\n\r\n`;
    expect(['200', '400']).toContain(statuses(await exchange(bare))[0]);
    const nul = `GET /api/session HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n\r\n`;
    expect(statuses(await exchange(nul))).toEqual(['400']);
  });
});
