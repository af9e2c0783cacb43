import { AppError } from '@creneau/chassis';
import { bookAppointment } from '../api/appointments';
import { getAvailability, searchOffices } from '../api/offices';
import { addPatientEmails } from '../api/patient-emails';
import { placeBlock } from '../api/planning';
import { register } from '../api/registration';
import { putSettings } from '../api/settings';
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
    expect(rules(refusal(() => check('2026-12-31')))).toEqual({ to: 'end_before_start' });
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

  test.each([
    ['0000-12-31T23:59:59Z', '2027-01-12T09:00:00Z'],
    ['2027-01-12T09:00:00Z', '9998-12-31T23:59:59-00:01'],
    ['2027-02-30T09:00:00Z', '2027-01-12T09:00:00+99:00'],
  ])('lies between years 1 and 9998, wherever its offset takes it: %s, %s', (startsAt, endsAt) => {
    const body = { startsAt, endsAt };
    const error = refusal(() => validateRequest(placeBlock, raw({ params: { officeId: OFFICE }, body })));
    expect(new Set(Object.values(rules(error)))).toEqual(new Set(['instant_format']));
    const query = { from: '0000-12-31', to: '0000-12-31' };
    expect(
      rules(refusal(() => validateRequest(getAvailability, raw({ params: { officeId: OFFICE }, query })))),
    ).toEqual({ from: 'date_format', to: 'date_format' });
  });

  test.each(['\0', 'a\0b', '\ud800', 'a\udc00'])('holds no character that cannot be kept: %j', (text) => {
    const block = { startsAt: '2027-01-12T09:00:00Z', endsAt: '2027-01-12T10:00:00Z', label: text };
    const params = { officeId: OFFICE };
    const blocked = refusal(() => validateRequest(placeBlock, raw({ params, body: block })));
    expect(rules(blocked)).toEqual({ label: 'characters' });
    expect(rules(refusal(() => validateRequest(searchOffices, raw({ query: { q: text } }))))).toEqual({
      q: 'characters',
    });
    const emails = refusal(() =>
      validateRequest(addPatientEmails, raw({ params, body: { emails: ['a@b.fr', text] } })),
    );
    expect(rules(emails)).toEqual({ 'emails.1': 'characters' });
  });

  test.each([2 ** 31, -(2 ** 31) - 1, 2 ** 53, 1e300])('holds no number that no message can carry: %d', (number) => {
    const body = { visitMinutes: number, windowDays: number, teleconsultationPriceCents: number, version: 2 ** 40 };
    const found = rules(refusal(() => validateRequest(putSettings, raw({ params: { officeId: OFFICE }, body }))));
    for (const field of ['visitMinutes', 'windowDays', 'teleconsultationPriceCents', 'version'])
      expect(`${field}: ${found[field]}`).toMatch(/: (too_big|too_small|wrong_type)$/);
  });
});
