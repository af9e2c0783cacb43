import { createHash } from 'node:crypto';

/** What loaded people are. A practitioner owns the office of her number, a secretary works for it. */
export type Role = 'patient' | 'practitioner' | 'secretary';

/** A UUID that follows from words: the same load finds the same rows again. Scattered, as random ones are. */
const uuidOf = (words: string): string => {
  const hex = createHash('md5').update(words).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
};

/** The same in SQL, of an expression that yields text. */
export const uuidSql = (words: string): string =>
  `overlay(overlay(md5(${words}) placing '4' from 13) placing '8' from 17)::uuid`;

export const officeIdOf = (n: number): string => uuidOf(`office ${n}`);
export const personIdOf = (role: Role, n: number): string => uuidOf(`${role} ${n}`);

export const loginOf = (role: Role, n: number): string => `load-${role}-${n}`;

const HEX = '0123456789abcdef';
const LETTERS = 'aeioubcdfglmnrst';

/** The last name of a number in SQL: letters as different from name to name as names are. */
export const lastNameSql = (n: string): string =>
  `initcap(translate(left(md5('name ' || ${n}), 9), '${HEX}', '${LETTERS}'))`;

const lastNameOf = (n: number): string => {
  const digits = createHash('md5').update(`name ${n}`).digest('hex').slice(0, 9);
  const name = digits.replaceAll(/./g, (digit) => LETTERS[HEX.indexOf(digit)] ?? '');
  return name.charAt(0).toUpperCase() + name.slice(1);
};

/** Names that nobody of the demo has. */
export const nameOf = (role: Role, n: number): { lastName: string; firstName: string } => ({
  lastName: lastNameOf(n),
  firstName: { patient: 'Paule', practitioner: 'Doria', secretary: 'Sacha' }[role],
});
