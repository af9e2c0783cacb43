import { AppError } from '@creneau/chassis';
import { bookAppointment } from '../api/appointments';
import { getAvailability, searchOffices } from '../api/offices';
import { register } from '../api/registration';
import { validateRequest } from './validate';

const OFFICE = '5f0c2d0e-8a4e-4b43-9a51-3f6c0a4a9f10';
const raw = (change: Partial<Record<'params' | 'query' | 'headers' | 'body', unknown>>) => ({
  params: {},
  query: {},
  headers: {},
  body: undefined,
  ...change,
});
const refusal = (check: () => unknown): AppError => {
  try {
    check();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};
const rules = (error: AppError) => Object.fromEntries(error.fields.map((f) => [f.field, f.rule]));

describe('a request', () => {
  test('is refused with every fault of every part at once', () => {
    const error = refusal(() => validateRequest(bookAppointment, raw({ body: { startsAt: 'tomorrow', reason: 5 } })));
    expect(error.kind).toBe('invalid');
    expect(rules(error)).toEqual({
      'idempotency-key': 'required',
      officeId: 'required',
      startsAt: 'instant_format',
      reason: 'wrong_type',
    });
  });

  test('names the rule that a registration breaks', () => {
    const body = { lastName: ' ', firstName: 'P', login: 'Jean!', password: 'short', email: 'x@', captcha: 'c' };
    expect(rules(refusal(() => validateRequest(register, raw({ body }))))).toEqual({
      lastName: 'required',
      login: 'login_format',
      password: 'too_short',
      email: 'email_format',
    });
  });

  test('needs an offset in an instant, and a day that exists', () => {
    const body = { officeId: OFFICE, startsAt: '2027-01-12T09:15:00' };
    const headers = { 'idempotency-key': 'k' };
    expect(rules(refusal(() => validateRequest(bookAppointment, raw({ headers, body }))))).toEqual({
      startsAt: 'instant_format',
    });
    const query = { from: '2027-02-30', to: '2027-03-01' };
    const params = { officeId: OFFICE };
    expect(rules(refusal(() => validateRequest(getAvailability, raw({ params, query }))))).toEqual({
      from: 'date_format',
    });
  });

  test('may ask for 190 days, not for more, and not backwards', () => {
    const check = (to: string) =>
      validateRequest(getAvailability, raw({ params: { officeId: OFFICE }, query: { from: '2027-01-01', to } }));
    expect(check('2027-07-09').query).toEqual({ from: '2027-01-01', to: '2027-07-09' });
    expect(rules(refusal(() => check('2027-07-10')))).toEqual({ to: 'span_too_long' });
    expect(rules(refusal(() => check('2026-12-31')))).toEqual({ to: 'before_from' });
  });

  test('with a malformed id is about something that does not exist', () => {
    const query = { from: '2027-01-01', to: '2027-01-02' };
    const error = refusal(() => validateRequest(getAvailability, raw({ params: { officeId: 'nope' }, query })));
    expect(error).toMatchObject({ kind: 'not_found', code: 'office_not_found' });
  });

  test('gets the defaults that the document names, and loses what it does not know', () => {
    expect(validateRequest(searchOffices, raw({ query: { q: ' jean ', evil: '1' } })).query).toEqual({
      q: 'jean',
      city: '',
      limit: 20,
      offset: 0,
    });
  });
});
