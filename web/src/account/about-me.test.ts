import { aboutMeRules, filledIn } from './about-me';

it('asks for nothing, and checks what is filled in', () => {
  expect(aboutMeRules.birthDate('', '2026-11-24')).toBeNull();
  expect(aboutMeRules.birthDate('1957-03-02', '2026-11-24')).toBeNull();
  expect(aboutMeRules.birthDate('2057-03-02', '2026-11-24')).toBe('birthDateFuture');
  expect(aboutMeRules.postalCode('')).toBeNull();
  expect(aboutMeRules.postalCode(' 97400 ')).toBeNull();
  expect(aboutMeRules.postalCode('6000')).toBe('postalCodeForm');
});

it('leaves out what is blank', () => {
  expect(filledIn({ birthDate: '', postalCode: ' 06000', city: '  ' })).toEqual({
    birthDate: null,
    postalCode: '06000',
    city: null,
  });
});
