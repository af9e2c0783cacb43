import { isNews, localeOf, type Person, type TokenClaims } from './person';

const at = (instant: string) => Temporal.Instant.from(instant);
const facts = {
  id: 'c0de0000-0000-4000-8000-000000000001',
  login: 'patient',
  lastName: 'Plisson',
  firstName: 'Patrick',
  email: 'patient@example.org',
  emailVerified: false,
  locale: 'fr' as const,
};
const someClaims = (change: Partial<TokenClaims> = {}): TokenClaims => ({
  ...facts,
  issuedAt: at('2026-11-24T10:00:00Z'),
  ...change,
});
const aPerson = (change: Partial<Person> = {}): Person => ({ ...facts, version: 1, claimsAt: null, ...change });

test('a person never seen is news, and the same facts are not', () => {
  expect(isNews(undefined, someClaims())).toBe(true);
  expect(isNews(aPerson(), someClaims())).toBe(false);
});

test('a verified address is news', () => {
  expect(isNews(aPerson(), someClaims({ emailVerified: true }))).toBe(true);
});

test('a token older than what is known tells nothing', () => {
  const known = aPerson({ emailVerified: true, claimsAt: at('2026-11-24T10:00:01Z') });
  expect(isNews(known, someClaims())).toBe(false);
  expect(isNews(known, someClaims({ issuedAt: at('2026-11-24T10:00:01Z') }))).toBe(true);
});

test.each([
  ['fr', 'fr'],
  ['en', 'en'],
  ['en-GB', 'en'],
  ['EN_us', 'en'],
  ['english', 'fr'],
  ['de', 'fr'],
  [undefined, 'fr'],
])('the language %s is %s here', (tag, locale) => {
  expect(localeOf(tag)).toBe(locale);
});
