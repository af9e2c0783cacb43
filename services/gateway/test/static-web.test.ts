import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { openGateway, type TestGateway } from './gateway-builder';

const SCRIPT = `export const answer = ${'4'.repeat(2_000)};`;
let root: string;
let gateway: TestGateway;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'creneau-web-'));
  await mkdir(join(root, 'assets'));
  writeFileSync(
    join(root, 'index.html'),
    '<!doctype html><meta name="csp-nonce" content="__CSP_NONCE__"><style nonce="__CSP_NONCE__"></style>',
  );
  writeFileSync(join(root, 'assets/app-1a2b.js'), SCRIPT);
  writeFileSync(join(root, 'assets/app-1a2b.js.br'), brotliCompressSync(SCRIPT));
  writeFileSync(join(root, 'manifest.webmanifest'), '{}');
  gateway = await openGateway({ WEB_ROOT: root });
});
afterAll(async () => {
  await gateway?.stop();
  rmSync(root, { recursive: true, force: true });
});

/** As a browser asks again: fetch alone would add `no-cache` to a conditional request. */
const getKnown = (path: string, tag: string | null) =>
  get(path, { 'if-none-match': tag ?? '', 'cache-control': 'max-age=0' });

const get = (path: string, headers: Record<string, string> = {}) => fetch(gateway.url + path, { headers });

describe('the web application', () => {
  test.each(['/', '/index.html', '/espace-patients/visites?jour=2027-01-12'])(
    'answers %s with a page of its own nonce',
    async (path) => {
      const [one, two] = await Promise.all([get(path), get(path)]);
      expect(one.status).toBe(200);
      expect(one.headers.get('cache-control')).toBe('no-store');
      const html = await one.text();
      const nonce = /content="([^"]+)"/.exec(html)?.[1] ?? '';
      expect(nonce).not.toBe('__CSP_NONCE__');
      expect(html).toContain(`<style nonce="${nonce}">`);
      expect(one.headers.get('content-security-policy')).toContain(`style-src 'self' 'nonce-${nonce}'`);
      expect(await two.text()).not.toContain(nonce);
    },
  );

  test('sends hashed files compressed, and for good', async () => {
    const response = await get('/assets/app-1a2b.js', { 'accept-encoding': 'br' });
    expect(response.headers.get('content-encoding')).toBe('br');
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('content-type')).toMatch(/javascript/);
    expect(await response.text()).toBe(SCRIPT);
  });

  test('lets other files be asked for again by their tag', async () => {
    const first = await get('/manifest.webmanifest');
    expect(first.headers.get('cache-control')).toBe('no-cache');
    const again = await getKnown('/manifest.webmanifest', first.headers.get('etag'));
    expect(again.status).toBe(304);
  });

  test('is no answer to a missing file or to a program', async () => {
    expect((await get('/assets/gone.js', { accept: 'text/html' })).status).toBe(404);
    expect((await get('/robots.json', { accept: 'application/json' })).status).toBe(404);
  });

  test('says that it is not built, when it is not', async () => {
    const bare = await openGateway({ WEB_ROOT: join(root, 'none') });
    try {
      const response = await fetch(`${bare.url}/`);
      expect(response.status).toBe(503);
      expect(response.headers.get('content-type')).toMatch(/problem\+json/);
    } finally {
      await bare.stop();
    }
  });
});

describe('an answer of the API', () => {
  test('is compressed when it is long, and not sent again when it is known', async () => {
    const response = await get('/api/openapi.json', { 'accept-encoding': 'br, gzip' });
    expect(response.headers.get('content-encoding')).toMatch(/br|gzip/);
    const known = await getKnown('/api/openapi.json', response.headers.get('etag'));
    expect(known.status).toBe(304);
  });
});
