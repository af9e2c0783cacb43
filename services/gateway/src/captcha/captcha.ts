import { createHash } from 'node:crypto';
import { AppError, invalid, unavailable } from '@creneau/chassis';
import { createChallenge, verifySolution } from 'altcha-lib';
import type { Redis } from 'ioredis';

const MAX_NUMBER = 100_000;
/** Time to solve one and to fill the form. */
const VALID_SECONDS = 20 * 60;

export interface Captcha {
  /** An ALTCHA v1 challenge. */
  challenge(): Promise<{ algorithm: 'SHA-256'; challenge: string; maxnumber: number; salt: string; signature: string }>;
  /** Accepts an answer once. Throws `invalid` (captcha_invalid) for a wrong, expired, foreign or used one. */
  redeem(answer: string): Promise<void>;
}

const refusal = (): AppError =>
  new AppError('invalid', 'captcha_invalid', 'The check has expired or was already used.', {
    fields: [{ field: 'captcha', rule: 'captcha_invalid', message: 'Ask for a new code.' }],
  });

/** Proof of work (no picture to read), and our own record of what was redeemed: a solved challenge is good once. */
export const createCaptcha = (redis: Redis, secret: string): Captcha => ({
  async challenge() {
    const made = await createChallenge({
      algorithm: 'SHA-256',
      hmacKey: secret,
      maxNumber: MAX_NUMBER,
      expires: new Date(Date.now() + VALID_SECONDS * 1000),
    });
    return {
      algorithm: 'SHA-256',
      challenge: made.challenge,
      maxnumber: MAX_NUMBER,
      salt: made.salt,
      signature: made.signature,
    };
  },

  async redeem(answer) {
    if (answer === '') throw invalid([{ field: 'captcha', rule: 'required', message: 'Required.' }]);
    const solved = await verifySolution(answer, secret, true).catch(() => false);
    if (!solved) throw refusal();
    // The signature, not the answer's text: the same proof can be written in several ways.
    const proof = JSON.parse(Buffer.from(answer, 'base64').toString()) as { signature: string };
    const mark = `creneau:captcha:${createHash('sha256').update(proof.signature).digest('base64url')}`;
    let first: string | null;
    try {
      first = await redis.set(mark, '1', 'EX', VALID_SECONDS + 60, 'NX');
    } catch (cause) {
      throw unavailable('unavailable', 'Used codes cannot be checked.', { cause });
    }
    if (first !== 'OK') throw refusal();
  },
});
