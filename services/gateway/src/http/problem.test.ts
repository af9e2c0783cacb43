import {
  AppError,
  conflict,
  type FieldRule,
  forbidden,
  invalid,
  limited,
  overloaded,
  unavailable,
  unprocessable,
} from '@creneau/chassis';
import { Problem } from '../api/errors';
import { Refusal, toProblem } from './problem';

const answer = (error: unknown, language: 'fr' | 'en' = 'fr') => toProblem(error, language, 'trace');

describe('a problem', () => {
  test('carries the code of the service, our status and the words of the reader', () => {
    const problem = answer(conflict('slot_taken', 'held'), 'en');
    expect(problem).toMatchObject({ status: 409, body: { code: 'slot_taken', title: 'Slot taken', status: 409 } });
    expect(answer(conflict('slot_taken', 'held')).body.detail).toBe(
      "Ce créneau vient d'être pris. Voici les plus proches.",
    );
    expect(Problem.parse(problem.body)).toEqual(problem.body);
  });

  test('carries the nearest starts', () => {
    const refusal = new Refusal(conflict('slot_taken', 'held'), { nearest: ['2027-01-12T09:15:00+01:00'] });
    expect(answer(refusal)).toMatchObject({ status: 409, body: { nearest: ['2027-01-12T09:15:00+01:00'] } });
  });

  test('names fields as forms do, with the message of the catalogue or of the rule’s owner', () => {
    const { body } = answer(
      invalid([
        { field: 'weeklyHours[0].morning.start', rule: 'hours_format' as FieldRule, message: 'must be hh:mm' },
        { field: 'postal_code', rule: 'required', message: 'x' },
      ]),
    );
    expect(body.errors).toEqual([
      { field: 'weeklyHours.0.morning.start', code: 'hours_format', message: 'must be hh:mm' },
      { field: 'postalCode', code: 'required', message: 'Ce champ est obligatoire.' },
    ]);
  });

  test('says when to come back when there was too much', () => {
    expect(answer(limited('too_many_requests', 'x', { details: { retryAfterSeconds: '42' } }))).toMatchObject({
      status: 429,
      headers: { 'retry-after': '42' },
    });
    expect(answer(overloaded('office_busy'))).toMatchObject({
      status: 429,
      headers: { 'retry-after': '1' },
      body: { code: 'overloaded' },
    });
    expect(answer(overloaded())).toMatchObject({ status: 429, headers: { 'retry-after': '1' } });
  });

  test('of an outage is a 503, never a 429', () => {
    expect(answer(unavailable('database_unavailable', 'x')).status).toBe(503);
    expect(answer(new AppError('timeout', 'timeout', 'late')).status).toBe(503);
    expect(answer(unavailable('stood_still', 'x'))).toMatchObject({ status: 503, body: { code: 'unavailable' } });
  });

  test('says nothing of a cause that is not for the client', () => {
    for (const error of [
      new Error('password=hunter2'),
      new AppError('internal', 'internal', 'SELECT …'),
      forbidden('service_not_admitted', 'The service gateway may not call this.'),
      'thrown text',
    ]) {
      const { status, body } = answer(error);
      expect(status).toBe(500);
      expect(JSON.stringify(body)).not.toMatch(/hunter2|SELECT|gateway|thrown/);
      expect(body.code).toBe('internal_error');
    }
  });

  test('lets a code younger than the gateway through under the status of its kind', () => {
    expect(answer(unprocessable('visit_too_long', 'x'))).toMatchObject({
      status: 422,
      body: { code: 'visit_too_long' },
    });
    expect(answer(forbidden('quota', 'x'))).toMatchObject({ status: 403, body: { code: 'quota' } });
  });
});
