import type { Client } from 'pg';
import { lastNameSql, loginOf, nameOf, personIdOf, type Role, uuidSql } from './ordinals';

const ROWS_AT_ONCE = 20_000;

/**
 * Writes people as identity knows them after their registration and consents, numbers `from` to `to` - 1, in its
 * database. Their consents are those of a demo person. Who is there already stays.
 */
export const writePeopleRows = async (identity: Client, role: Role, from: number, to: number): Promise<void> => {
  const { firstName } = nameOf(role, 0);
  for (let low = from; low < to; low += ROWS_AT_ONCE) {
    const range = [low, Math.min(to, low + ROWS_AT_ONCE) - 1, role];
    await identity.query(
      `INSERT INTO person (id, login, last_name, first_name, email, email_verified, locale)
       SELECT ${uuidSql("$3 || ' ' || n")}, 'load-' || $3 || '-' || n, ${lastNameSql('n')}, $4,
              'load-' || $3 || '-' || n || '@load.creneau.test', true, 'fr'
       FROM generate_series($1::int, $2::int) AS n ON CONFLICT DO NOTHING`,
      [...range, firstName],
    );
    await identity.query(
      `INSERT INTO consent (person_id, no, terms_version, postal_code, city, accepted_at)
       SELECT ${uuidSql("$3 || ' ' || n")}, 1, c.terms_version, '', '', c.accepted_at
       FROM generate_series($1::int, $2::int) AS n,
            (SELECT terms_version, accepted_at FROM consent ORDER BY accepted_at LIMIT 1) AS c
       ON CONFLICT DO NOTHING`,
      range,
    );
  }
};

/** A person as Keycloak and identity know her. */
export interface Account {
  readonly id: string;
  readonly login: string;
  readonly lastName: string;
  readonly firstName: string;
  readonly email: string;
}

export const accountOf = (role: Role, n: number): Account => ({
  id: personIdOf(role, n),
  login: loginOf(role, n),
  ...nameOf(role, n),
  email: `${loginOf(role, n)}@load.creneau.test`,
});
