import { randomUUID } from 'node:crypto';
import {
  createLogger,
  Life,
  type ManualClock,
  openGrpcClient,
  type RpcClient,
  type ServiceName,
} from '@creneau/chassis';
import { demoPerson, eventually, freePort, personToken, serviceTokenOf } from '@creneau/chassis/testing';
import { Relation } from '@creneau/proto/identity/v1/messages';
import { IdentityServiceService } from '@creneau/proto/identity/v1/service';
import { SettingsSaved } from '@creneau/proto/officeconfig/v1/events';
import { OfficeSettings } from '@creneau/proto/officeconfig/v1/messages';
import { PlanningGenerated } from '@creneau/proto/scheduling/v1/events';
import type { Client } from 'pg';
import { aRegistration, keycloak, NOW, removeAccounts } from './identity-builder';
import { mailsTo, publish, type RunningIdentity, startIdentity, tokenOf } from './running-identity';

type IdentityClient = RpcClient<IdentityServiceService>;

let grpcPort: number;
const logins: string[] = [];

let identity: RunningIdentity;
let clock: ManualClock;
let sql: Client;
let gateway: IdentityClient;
const clientAs = (name: ServiceName) => identity.service.clientAs(name, IdentityServiceService);

beforeAll(async () => {
  grpcPort = await freePort();
  identity = await startIdentity(grpcPort);
  ({ clock, sql } = identity);
  gateway = await clientAs('gateway');
});
afterAll(async () => {
  await removeAccounts(logins);
  await identity.close();
});

const register = async (change: Parameters<typeof aRegistration>[0] = {}) => {
  const registration = aRegistration(change);
  logins.push(registration.login);
  const { personId } = await gateway.registerPerson(registration, { timeoutMs: 15_000 });
  return { ...registration, personId };
};
/** Events told of a person so far, published ones included. */
const eventsTold = async (key: string): Promise<number> =>
  Number((await sql.query('SELECT last FROM outbox_sequence WHERE key = $1', [key])).rows[0]?.last ?? 0);

describe('a registration', () => {
  test('makes an account that can sign in and a row under its id, and mails the link in the person’s language', async () => {
    const person = await register({ locale: 'en', lastName: 'Durand2', email: `${randomUUID()}@Example.org` });
    const { people } = await (await clientAs('notification')).getPeople({ personIds: [person.personId, randomUUID()] });
    expect(people).toMatchObject([
      { id: person.personId, lastName: 'Durand2', email: person.email.toLowerCase(), emailVerified: false, version: 1 },
    ]);
    expect(await tokenOf(person)).toEqual(expect.any(String));
    const [mail] = await eventually(async () => {
      const mails = await mailsTo(person.email.toLowerCase());
      expect(mails).toHaveLength(1);
      return mails;
    });
    expect(mail?.subject).toMatch(/verify/i);
    expect(mail?.text).toContain('/login-actions/action-token?key=');
  });

  test('with a login or an address that is taken names the field', async () => {
    const first = await register();
    const sameLogin = { ...aRegistration(), login: first.login };
    await expect(gateway.registerPerson(sameLogin)).rejects.toMatchObject({
      kind: 'already_exists',
      code: 'login_taken',
      fields: [{ field: 'login', rule: 'login_taken' }],
    });
    const sameEmail = { ...aRegistration(), email: first.email.toUpperCase() };
    await expect(gateway.registerPerson(sameEmail)).rejects.toMatchObject({
      kind: 'already_exists',
      code: 'email_taken',
      fields: [{ field: 'email', rule: 'email_taken' }],
    });
  });

  test('is won by one of four who come with the same address at once', async () => {
    const { email } = aRegistration();
    const results = await Promise.allSettled([1, 2, 3, 4].map(() => register({ email })));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    const codes = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []));
    expect(codes).toEqual(['email_taken', 'email_taken', 'email_taken']);
  });

  test('that breaks rules is refused with every field, and makes no account', async () => {
    const { login } = aRegistration();
    const refused = gateway.registerPerson({ ...aRegistration(), login, password: 'short', email: 'nobody' });
    await expect(refused).rejects.toMatchObject({
      kind: 'invalid',
      fields: [
        { field: 'password', rule: 'too_short' },
        { field: 'email', rule: 'email_format' },
      ],
    });
    expect(await keycloak().accounts.find(login)).toBeUndefined();
  });

  test('is refused by Keycloak’s stricter rules with the field, too', async () => {
    const registration = { ...aRegistration(), lastName: 'Éa', email: `${'a'.repeat(70)}@example.org` };
    await expect(gateway.registerPerson(registration)).rejects.toMatchObject({
      kind: 'invalid',
      fields: [{ field: 'email', rule: 'email_format' }],
    });
  });
});

describe('the person behind a token', () => {
  test('gets her row at her first sign-in, told of once', async () => {
    const { id, token } = await demoPerson('patient');
    const me = await gateway.getMe({}, { personToken: token });
    expect(me).toMatchObject({
      person: { id, login: 'patient', lastName: 'Plisson', firstName: 'Patrick', emailVerified: true, locale: 'fr' },
      consents: undefined,
      affiliations: [],
    });
    const again = await gateway.getMe({}, { personToken: token });
    expect(again.person?.version).toBe(me.person?.version);
    expect(await eventsTold(id)).toBe(1);
  });

  test('shows a verified address with the next token, and an older token does not undo it', async () => {
    const person = await register();
    const before = await tokenOf(person);
    expect((await gateway.getMe({}, { personToken: before })).person).toMatchObject({
      emailVerified: false,
      version: 1,
    });
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await keycloak().api({ method: 'PUT', path: `/users/${person.personId}`, json: await verified(person.personId) });
    const after = await tokenOf(person);
    expect((await gateway.getMe({}, { personToken: after })).person).toMatchObject({ emailVerified: true, version: 2 });
    expect((await gateway.getMe({}, { personToken: before })).person).toMatchObject({
      emailVerified: true,
      version: 2,
    });
    expect(await eventsTold(person.personId)).toBe(2);
  });

  const verified = async (personId: string) => {
    const { body } = await keycloak().api({ method: 'GET', path: `/users/${personId}` });
    return { ...(body as object), emailVerified: true };
  };
});

describe('consents', () => {
  test('are kept with their date, every version of them, and the same again changes nothing', async () => {
    const { id, token } = await demoPerson('patient3');
    const record = (change = {}) =>
      gateway.recordConsents(
        { termsVersion: '2026-11', birthDate: '1980-05-01', postalCode: '75 011', city: ' Paris ', ...change },
        { personToken: token },
      );
    const { consents } = await record();
    expect(consents).toMatchObject({ birthDate: '1980-05-01', postalCode: '75011', city: 'Paris' });
    expect(consents?.acceptedAt?.toString()).toBe(NOW);
    clock.advance({ hours: 1 });
    expect((await record()).consents?.acceptedAt?.toString()).toBe(NOW);
    await record({ termsVersion: '2027-01' });
    expect((await gateway.getMe({}, { personToken: token })).consents).toMatchObject({ termsVersion: '2027-01' });
    const { rows } = await sql.query('SELECT no, terms_version FROM consent WHERE person_id = $1 ORDER BY no', [id]);
    expect(rows).toEqual([
      { no: 1, terms_version: '2026-11' },
      { no: 2, terms_version: '2027-01' },
    ]);
  });

  test('with a birth to come or half a postal code are refused per field', async () => {
    const personToken = (await demoPerson('patient4')).token;
    const request = { termsVersion: '2026-11', birthDate: '2027-02-01', postalCode: '7501', city: '' };
    await expect(gateway.recordConsents(request, { personToken })).rejects.toMatchObject({
      fields: [{ field: 'birthDate' }, { field: 'postalCode' }],
    });
  });
});

test('the verification link is sent again at most once a minute', async () => {
  const person = await register();
  const personToken = await tokenOf(person);
  const again = () => gateway.sendVerificationEmail({}, { personToken });
  await expect(again()).rejects.toMatchObject({ kind: 'limited', code: 'verification_sent_recently' });
  clock.advance({ minutes: 1 });
  await again();
  await expect(again()).rejects.toMatchObject({ code: 'verification_sent_recently' });
  await eventually(async () => expect(await mailsTo(person.email)).toHaveLength(2));
  const sure = (await demoPerson('patient')).token;
  await expect(gateway.sendVerificationEmail({}, { personToken: sure })).rejects.toMatchObject({
    code: 'email_already_verified',
  });
});

test('what is saved for an office and its planning arrive by Kafka and show in the search', async () => {
  const officeId = randomUUID();
  const { id: ownerId, token } = await demoPerson('docteur');
  await gateway.getMe({}, { personToken: token });
  await sql.query(
    `INSERT INTO office_listing (office_id, owner_id, opened_at, last_name) VALUES ($1, $2, $3, 'Delmas')`,
    [officeId, ownerId, NOW],
  );
  const settings = OfficeSettings.fromPartial({
    officeId,
    specialities: 'Sage-femme\nÉchographies',
    mainFunction: 'Sage-femme',
    city: 'Brest',
  });
  await publish(
    'office-config',
    officeId,
    SettingsSaved.$type,
    SettingsSaved.toJSON({ officeId, version: 1, settings }),
  );
  const planned = PlanningGenerated.toJSON({ officeId, version: 1, schedule: undefined });
  await publish('scheduling', officeId, PlanningGenerated.$type, planned);
  await eventually(async () => {
    const { offices } = await gateway.searchOffices({ query: 'sage femme', city: 'brest', limit: 5, offset: 0 });
    expect(offices).toMatchObject([{ officeId, mainFunction: 'Sage-femme', city: 'Brest', bookable: true }]);
  });
});

describe('a call', () => {
  const officeId = randomUUID();

  test('by a service that has no business with it is refused', async () => {
    const [booking, payment] = [await clientAs('booking'), await clientAs('payment')];
    await expect(booking.registerPerson(aRegistration())).rejects.toMatchObject({ code: 'service_not_admitted' });
    await expect(payment.getPeople({ personIds: [] })).rejects.toMatchObject({ code: 'service_not_admitted' });
    const asked = payment.getAffiliation({ officeId, personId: randomUUID() });
    expect((await asked).relation).toBe(Relation.UNSPECIFIED);
  });

  test('with nothing but a patient’s token is refused, whichever place it stands in', async () => {
    const life = new Life(createLogger('identity-test', 'fatal'));
    const address = `dns:///localhost:${grpcPort}`;
    const serviceToken = () => personToken('patient');
    const patient = await openGrpcClient({
      life,
      definition: IdentityServiceService,
      address,
      serviceToken,
      idempotent: [],
    });
    await expect(patient.getPeople({ personIds: [] })).rejects.toMatchObject({ kind: 'unauthenticated' });
    await expect(patient.getMe({}, { personToken: await serviceToken() })).rejects.toMatchObject({ code: 'bad_token' });
    await life.stop();
  });

  test('for oneself without a person, or with a service’s token for one, is refused', async () => {
    await expect(gateway.getMe({})).rejects.toMatchObject({ code: 'person_token_missing' });
    const personToken = await serviceTokenOf('gateway')();
    await expect(gateway.getMe({}, { personToken })).rejects.toMatchObject({ code: 'bad_token' });
  });

  test('by the gateway for an office’s staff needs one of them', async () => {
    await expect(gateway.listOfficeStaff({ officeId })).rejects.toMatchObject({ code: 'person_token_missing' });
  });

  test('with too much, or with what is no id, names the field', async () => {
    const personIds = Array.from({ length: 201 }, () => randomUUID());
    await expect(gateway.getPeople({ personIds })).rejects.toMatchObject({ fields: [{ field: 'personIds' }] });
    await expect(gateway.getOffice({ officeId: 'x' })).rejects.toMatchObject({ fields: [{ field: 'officeId' }] });
    await expect(gateway.getOffice({ officeId })).rejects.toMatchObject({ code: 'office_not_found' });
  });
});
