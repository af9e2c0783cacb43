import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { sha256Hex } from './sha256';
import { findNumber, payloadOf } from './solve';

const nodeSha256 = (text: string) => createHash('sha256').update(text).digest('hex');

it('hashes any text as SHA-256 does', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200, unit: 'grapheme' }), (text) => sha256Hex(text) === nodeSha256(text)),
  );
  for (const length of [0, 1, 54, 55, 56, 63, 64, 65, 119, 120, 128]) {
    expect(sha256Hex('a'.repeat(length))).toBe(nodeSha256('a'.repeat(length)));
  }
});

const challenge = (number: number, maxnumber = 500) => {
  const salt = 'f00d?expires=1800000000';
  return { algorithm: 'SHA-256' as const, challenge: nodeSha256(salt + number), salt, maxnumber, signature: 'signed' };
};

it('finds the number behind a challenge, the last one too', () => {
  expect(findNumber(challenge(0))).toBe(0);
  expect(findNumber(challenge(123))).toBe(123);
  expect(findNumber(challenge(500))).toBe(500);
});

it('says when there is none', () => {
  expect(findNumber(challenge(501))).toBeUndefined();
});

it('answers in the form that ALTCHA v1 fixes', () => {
  const asked = challenge(7);
  expect(JSON.parse(atob(payloadOf(asked, 7)))).toEqual({
    algorithm: 'SHA-256',
    challenge: asked.challenge,
    number: 7,
    salt: asked.salt,
    signature: 'signed',
  });
});
