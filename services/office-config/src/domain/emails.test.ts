import { sortEmails } from './emails';

test('new, listed and malformed addresses are told apart, each new one once and in lower case', () => {
  const listed = new Map([['marie@exemple.fr', true]]);
  expect(
    sortEmails(listed, ['Jean.Dupont@Exemple.FR ', 'jean.dupont@exemple.fr', 'MARIE@exemple.fr', '', 'nobody', 'a@b']),
  ).toEqual({ fresh: ['jean.dupont@exemple.fr'], alreadyListed: 2, malformed: ['nobody', 'a@b'] });
});

test.each(['a+b@exemple.co.uk', 'x@xn--bcher-kva.example', 'o’neil@exemple.fr', 'élodie@école.fr'])(
  '%s is an address',
  (email) => {
    expect(sortEmails(new Map(), [email]).fresh).toHaveLength(1);
  },
);

test.each([
  '@b.fr',
  'a@',
  'a b@c.fr',
  'a@b..fr',
  'a@-b.fr',
  'a@@b.fr',
  'a@b.f',
  `${'x'.repeat(65)}@b.fr`,
  'a@b.fr,c@d.fr',
  'a\u0000b@c.fr',
])('%s is none', (email) => expect(sortEmails(new Map(), [email]).malformed).toEqual([email]));
