import fc from 'fast-check';
import { wordsOf } from './office';

test.each([
  ['Jean-Pierre', ['Jean', 'Pierre']],
  ["  d'Artagnan,  ostéo ", ['d', 'Artagnan', 'ostéo']],
  ['100 % _', ['100']],
  ['', []],
])('the words of %j are %j', (query, words) => {
  expect(wordsOf(query)).toEqual(words);
});

test('a query of any length has six words at most, none of them empty', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (query) => {
      const words = wordsOf(query);
      expect(words.length).toBeLessThanOrEqual(6);
      expect(words).not.toContain('');
    }),
  );
});
