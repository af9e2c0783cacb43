import type { Me } from '../api/session';
import { hasAgreed } from './has-agreed';

const me = (termsVersion: string | undefined) =>
  ({ termsVersion: '2026-11', consents: termsVersion === undefined ? null : { termsVersion } }) as Me;

test.each([
  ['the terms as they are', '2026-11', true],
  ['terms that have changed since', '2026-10', false],
  ['nothing yet', undefined, false],
])('a person who agreed to %s', (_what, agreedTo, agreed) => {
  expect(hasAgreed(me(agreedTo))).toBe(agreed);
});
