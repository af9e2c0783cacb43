import type { CaptchaChallenge } from '../api/account';
import { sha256Hex } from './sha256';

/** The number behind an ALTCHA v1 challenge (SHA-256 of salt then number), or undefined when there is none up to its maximum. */
export const findNumber = ({ challenge, salt, maxnumber }: CaptchaChallenge): number | undefined => {
  for (let number = 0; number <= maxnumber; number++) if (sha256Hex(salt + number) === challenge) return number;
  return undefined;
};

/** What the site expects back: base64 of the answer as JSON. */
export const payloadOf = ({ algorithm, challenge, salt, signature }: CaptchaChallenge, number: number): string =>
  btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
