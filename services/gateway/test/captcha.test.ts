import { createLogger, Life, openRedis } from '@creneau/chassis';
import { createChallenge, solveChallenge } from 'altcha-lib';
import { type Captcha, createCaptcha } from '../src/captcha/captcha';

const SECRET = 'a captcha secret of thirty-two characters';
const life = new Life(createLogger('test', 'fatal'));
let captcha: Captcha;
beforeAll(async () => {
  const url = process.env.REDIS_URL ?? '';
  captcha = createCaptcha(await openRedis(life, createLogger('test', 'fatal'), url), SECRET);
});
afterAll(() => life.stop());

type Challenge = Awaited<ReturnType<Captcha['challenge']>>;
const solved = async (challenge: Challenge) => {
  const { challenge: hash, salt, maxnumber } = challenge;
  const solution = await solveChallenge(hash, salt, 'SHA-256', maxnumber).promise;
  return { ...challenge, number: solution?.number };
};
const answerOf = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64');
const REFUSED = { kind: 'invalid', code: 'captcha_invalid', fields: [{ field: 'captcha' }] };

describe('a solved challenge', () => {
  test('is good once, however it is written', async () => {
    const answer = await solved(await captcha.challenge());
    await captcha.redeem(answerOf(answer));
    await expect(captcha.redeem(answerOf(answer))).rejects.toMatchObject(REFUSED);
    const rewritten = answerOf({ more: 1, ...answer });
    await expect(captcha.redeem(rewritten)).rejects.toMatchObject(REFUSED);
  });

  test('is good for one of ten who redeem it at once', async () => {
    const answer = answerOf(await solved(await captcha.challenge()));
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => captcha.redeem(answer)));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  });

  test('is refused when it was not solved, not made by us, or has expired', async () => {
    const challenge = await captcha.challenge();
    await expect(captcha.redeem(answerOf({ ...challenge, number: -1 }))).rejects.toMatchObject(REFUSED);
    const foreign = await createChallenge({ hmacKey: 'another', maxNumber: 10, number: 5 });
    await expect(captcha.redeem(answerOf({ ...foreign, number: 5 }))).rejects.toMatchObject(REFUSED);
    const old = await createChallenge({
      hmacKey: SECRET,
      maxNumber: 10,
      number: 5,
      expires: new Date(Date.now() - 5_000),
    });
    await expect(captcha.redeem(answerOf({ ...old, number: 5 }))).rejects.toMatchObject(REFUSED);
    const longer = { ...old, salt: old.salt.replace(/expires=\d+/, 'expires=4102444800'), number: 5 };
    await expect(captcha.redeem(answerOf(longer))).rejects.toMatchObject(REFUSED);
  });

  test.each(['bm90IGpzb24=', 'null', Buffer.from('null').toString('base64'), '%%%'])('is not %p', async (answer) => {
    await expect(captcha.redeem(answer)).rejects.toMatchObject(REFUSED);
  });
});
