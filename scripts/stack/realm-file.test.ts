import { type Json, merge, substitute } from './realm-file';

const placeholder = (text: string): string => `$\{${text}}`;

describe('merging the overlay into the realm', () => {
  it('merges objects, and lists of named things by their names', () => {
    const base = { clients: [{ clientId: 'web', enabled: true }], attributes: { a: '1' } };
    const over: Json = { clients: [{ clientId: 'cli' }, { clientId: 'web', enabled: false }], attributes: { b: '2' } };
    expect(merge(base, over)).toEqual({
      clients: [{ clientId: 'web', enabled: false }, { clientId: 'cli' }],
      attributes: { a: '1', b: '2' },
    });
  });

  it('replaces what has no name', () => {
    expect(merge({ redirectUris: ['/a'] }, { redirectUris: ['/b'] })).toEqual({ redirectUris: ['/b'] });
    expect(merge({ enabled: true }, { enabled: false })).toEqual({ enabled: false });
  });
});

describe('filling placeholders', () => {
  it('fills names and defaults, and leaves message keys alone', () => {
    const [key, port] = [placeholder('client_account'), placeholder('PORT:25')];
    const text = `{"a":"${placeholder('SECRET')}","b":"${port}","c":"${key}"}`;
    expect(substitute(text, { SECRET: 'x' })).toBe(`{"a":"x","b":"25","c":"${key}"}`);
  });

  it('keeps the document valid whatever the value holds', () => {
    const text = `{"a":"${placeholder('SECRET')}"}`;
    expect(JSON.parse(substitute(text, { SECRET: 'a"b\\c' }))).toEqual({ a: 'a"b\\c' });
  });

  it('refuses a name that nobody set', () => {
    expect(() => substitute(placeholder('MISSING'), {})).toThrow(placeholder('MISSING'));
  });
});
