import { addressesIn } from './email-list';

it('reads a list however it is laid out', () => {
  expect(addressesIn('a@exemple.fr\nb@exemple.fr, c@exemple.fr;d@exemple.fr')).toEqual([
    'a@exemple.fr',
    'b@exemple.fr',
    'c@exemple.fr',
    'd@exemple.fr',
  ]);
});

it('reads addresses with names, each once whatever the case', () => {
  expect(addressesIn('Patrick Plisson <Patrick@Exemple.fr>, "Plisson" patrick@exemple.fr')).toEqual([
    'patrick@exemple.fr',
  ]);
});

it('keeps what looks like a broken address, to be told about it', () => {
  expect(addressesIn('patrick.exemple.fr, jean@')).toEqual(['patrick.exemple.fr', 'jean@']);
  expect(addressesIn('  ')).toEqual([]);
});
