import type { Db } from '@creneau/chassis';
import { type KeycloakStep, LONGEST_WAIT, type StepKind } from '../../domain/keycloak-step';

/** Longer than any run takes, its calls' time limits added up. */
const LEASE = Temporal.Duration.from({ seconds: 60 });

/** Asks for a step, in the transaction of the state it follows from. */
export const requestStep = async (db: Db, personId: string, kind: StepKind, now: Temporal.Instant): Promise<void> => {
  await db.query(
    `INSERT INTO keycloak_step AS known (person_id, kind, due_at) VALUES ($1, $2, $3)
     ON CONFLICT (person_id, kind) DO UPDATE
     SET generation = known.generation + 1, attempts = 0, due_at = excluded.due_at`,
    [personId, kind, now],
  );
};

/** Takes due steps, which nobody else gets until they are finished, put off, or their lease has run out. */
export const takeSteps = (db: Db, now: Temporal.Instant, most: number): Promise<KeycloakStep[]> =>
  db.query(
    `UPDATE keycloak_step AS step SET attempts = attempts + 1, leased_until = $2
     FROM (SELECT person_id, kind FROM keycloak_step
           WHERE (due_at <= $1 OR due_at > $3) AND (leased_until IS NULL OR leased_until <= $1 OR leased_until > $2)
           ORDER BY due_at LIMIT $4 FOR UPDATE SKIP LOCKED) AS due
     WHERE step.person_id = due.person_id AND step.kind = due.kind
     RETURNING step.person_id AS "personId", step.kind, step.generation, step.attempts,
               step.leased_until AS "leasedUntil"`,
    [now, now.add(LEASE), now.add(LONGEST_WAIT), most],
  );

/** Ends a step, unless it was asked for again meanwhile: then it is due once more. */
export const finishStep = async (db: Db, step: KeycloakStep): Promise<void> => {
  await db.query('DELETE FROM keycloak_step WHERE person_id = $1 AND kind = $2 AND generation = $3', [
    step.personId,
    step.kind,
    step.generation,
  ]);
  await db.query(
    'UPDATE keycloak_step SET leased_until = NULL WHERE person_id = $1 AND kind = $2 AND leased_until = $3',
    [step.personId, step.kind, step.leasedUntil],
  );
};

/** Puts a step that failed off; one that was asked for again meanwhile stays due. */
export const putOffStep = async (db: Db, step: KeycloakStep, dueAt: Temporal.Instant): Promise<void> => {
  await db.query(
    `UPDATE keycloak_step
     SET leased_until = NULL, due_at = CASE WHEN generation = $3 THEN $4 ELSE due_at END
     WHERE person_id = $1 AND kind = $2 AND leased_until = $5`,
    [step.personId, step.kind, step.generation, dueAt, step.leasedUntil],
  );
};

/** Drops a step that was brought about in another way. */
export const dropStep = async (db: Db, personId: string, kind: StepKind): Promise<void> => {
  await db.query('DELETE FROM keycloak_step WHERE person_id = $1 AND kind = $2', [personId, kind]);
};
