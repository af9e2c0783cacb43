import fc from 'fast-check';
import { createSealer } from './sealer';

const sealer = createSealer('a secret of at least thirty-two characters', 'test');

describe('a sealed text', () => {
  test('opens to what was sealed, in its place', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (plain, place) => {
        expect(sealer.open(sealer.seal(plain, place), place)).toBe(plain);
      }),
    );
  });

  test('does not open in another place, under another secret, or for another purpose', () => {
    const sealed = sealer.seal('tokens', 'session 1');
    expect(sealer.open(sealed, 'session 2')).toBeUndefined();
    expect(createSealer('another secret of thirty-two characters!', 'test').open(sealed, 'session 1')).toBeUndefined();
    expect(
      createSealer('a secret of at least thirty-two characters', 'other').open(sealed, 'session 1'),
    ).toBeUndefined();
  });

  test('does not open once a byte of it was changed, nor when it is no sealed text at all', () => {
    const bytes = Buffer.from(sealer.seal('tokens', 'here'), 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(sealer.open(changed.toString('base64url'), 'here')).toBeUndefined();
    }
    expect(sealer.open('', 'here')).toBeUndefined();
    expect(sealer.open('short', 'here')).toBeUndefined();
  });
});
