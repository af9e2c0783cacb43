import fc from 'fast-check';
import { safeReturnTo } from './return-to';

const SITE = 'https://creneau.example';

describe('the address to come back to', () => {
  test.each(['/', '/espace-patients', '/offices/1?week=2#9h', '/a//b'])('keeps %s', (path) => {
    expect(safeReturnTo(path, SITE)).toBe(path);
  });

  test.each([
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/.//evil.example',
    '/auth/logout',
    '',
    undefined,
    ['/a'],
  ])('refuses %p', (wanted) => {
    expect(safeReturnTo(wanted, SITE)).toBe('/');
  });

  test('never leaves the site, whatever is asked', () => {
    const pieces = fc.constantFrom('/', '\\', '.', '..', ':', '@', '\t', '\n', 'evil.example', '%2f', '?', '#', 'a');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
        const path = safeReturnTo(`/${parts.join('')}`, SITE);
        expect(path.startsWith('/')).toBe(true);
        expect(new URL(path, SITE).origin).toBe(SITE);
      }),
    );
  });
});
