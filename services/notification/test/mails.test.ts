import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, type TestService } from '@creneau/chassis/testing';
import { ActorKind } from '@creneau/proto/booking/v1/messages';
import { type Mail, MailKind, MailState } from '@creneau/proto/notification/v1/messages';
import { NotificationServiceService } from '@creneau/proto/notification/v1/service';
import ICAL from 'ical.js';
import { factsOf } from './builders';
import { mailsFor, openStage, type Stage, sourceOf } from './stage';

let stage: Stage;
let service: TestService;
beforeAll(async () => {
  stage = await openStage();
  service = await stage.start();
});
afterAll(async () => {
  await service?.stop();
  await stage?.close();
});

/** What the log says, as staff ask for it. */
const logOf = async (officeId: string, visitId: string, token: string): Promise<Mail[]> => {
  const client = await service.clientAs('gateway', NotificationServiceService);
  return (await client.listMails({ officeId, visitId }, { personToken: token })).mails;
};
const subjects = async (address: string): Promise<string[]> => (await mailsFor(address)).map((mail) => mail.subject);
const waitForSubjects = (address: string, expected: string[]) =>
  eventually(async () => expect(await subjects(address)).toEqual(expected));

describe('a booked visit', () => {
  test('is confirmed with a calendar file, once, however often its event comes', async () => {
    const patient = stage.person();
    const { officeId, token } = await stage.office();
    const eventId = randomUUID();
    const visit = await stage.book(officeId, patient, '2027-01-12T08:15:00Z', eventId);
    await stage.tellBooked(visit, eventId);
    await stage.tellBooked(visit);
    await waitForSubjects(patient.email, ['Rendez-vous confirmé : mardi 12 janvier à 9h15']);

    const [mail] = await mailsFor(patient.email);
    if (!mail) throw new Error('no mail');
    const { visitId } = factsOf(visit);
    expect(mail.headers['message-id']).toBe(`<${visitId}.1.confirmation@localhost>`);
    expect(mail.text).toContain('Avec : Hélène Delmas');
    expect(mail.text).not.toContain('mal de dos');
    const source = await sourceOf(mail);
    expect(source).toMatch(/^Date: \w{3}, \d{1,2} \w{3} \d{4} /m);
    expect(source).toMatch(/content-type: text\/calendar; charset=utf-8;\s+method=REQUEST/i);
    expect(mail.attachments.map((file) => file.contentType)).toContain('application/ics');
    const calendar = new ICAL.Component(ICAL.parse(calendarIn(source)));
    const event = new ICAL.Event(calendar.getFirstSubcomponent('vevent') ?? undefined);
    expect([event.uid, event.sequence]).toEqual([`${visitId}@localhost`, 1]);
    expect(event.startDate.toString()).toBe('2027-01-12T08:15:00Z');

    await sleep(1_500);
    expect(await mailsFor(patient.email)).toHaveLength(1);
    const log = await logOf(officeId, visitId, token);
    expect(log.map((line) => [line.kind, line.state])).toEqual([
      [MailKind.REMINDER, MailState.WAITING],
      [MailKind.CONFIRMATION, MailState.SENT],
    ]);
  });

  test('is confirmed in English to who reads English', async () => {
    const patient = stage.person({ locale: 'en' });
    const { officeId } = await stage.office();
    await stage.book(officeId, patient, '2027-01-12T08:15:00Z');
    await waitForSubjects(patient.email, ['Appointment confirmed: Tuesday 12 January at 9:15']);
  });

  test('of a patient whose address is refused fails alone: those around it are confirmed', async () => {
    const { officeId, token } = await stage.office();
    const before = stage.person();
    const refused = stage.person({ email: `${randomBytes(6).toString('hex')}@exemple..test` });
    const unknown = stage.person({ email: '' });
    const after = stage.person();
    await stage.book(officeId, before, '2027-01-12T08:15:00Z');
    const lost = await stage.book(officeId, refused, '2027-01-12T08:30:00Z');
    const mute = await stage.book(officeId, unknown, '2027-01-12T08:45:00Z');
    await stage.book(officeId, after, '2027-01-12T09:00:00Z');
    await waitForSubjects(before.email, ['Rendez-vous confirmé : mardi 12 janvier à 9h15']);
    await waitForSubjects(after.email, ['Rendez-vous confirmé : mardi 12 janvier à 10h']);
    for (const visit of [lost, mute]) {
      await eventually(async () =>
        expect(await logOf(officeId, factsOf(visit).visitId, token)).toContainEqual(
          expect.objectContaining({ kind: MailKind.CONFIRMATION, state: MailState.FAILED, attempts: 1 }),
        ),
      );
    }
  });
});

test('a moved visit is told with both times, and only the new time is brought to mind', async () => {
  const patient = stage.person();
  const { officeId, token } = await stage.office();
  const visit = await stage.book(officeId, patient, '2027-01-08T08:15:00Z');
  await waitForSubjects(patient.email, ['Rendez-vous confirmé : vendredi 8 janvier à 9h15']);
  await stage.move(visit, '2027-01-15T13:00:00Z');
  const told = ['Rendez-vous confirmé : vendredi 8 janvier à 9h15', 'Rendez-vous déplacé : vendredi 15 janvier à 14h'];
  await waitForSubjects(patient.email, told);
  const [, moved] = await mailsFor(patient.email);
  expect(moved?.text).toContain('Elle était prévue vendredi 8 janvier à 9h15.');
  expect(moved && calendarIn(await sourceOf(moved))).toContain('SEQUENCE:2');

  stage.clock.set('2027-01-06T09:00:00Z'); // past the old time's 48 hours
  await sleep(2_500);
  expect(await subjects(patient.email)).toEqual(told);
  stage.clock.set('2027-01-13T13:00:00Z'); // 48 hours before the new time
  await waitForSubjects(patient.email, [...told, 'Rappel de rendez-vous : vendredi 15 janvier à 14h']);
  await sleep(2_500);
  expect(await mailsFor(patient.email)).toHaveLength(3);
  expect((await logOf(officeId, factsOf(visit).visitId, token)).map((line) => [line.kind, line.state])).toEqual([
    [MailKind.REMINDER, MailState.SENT],
    [MailKind.MOVED, MailState.SENT],
    [MailKind.REMINDER, MailState.STALE],
    [MailKind.CONFIRMATION, MailState.SENT],
  ]);
});

test('a visit booked inside 48 hours gets its confirmation and no reminder', async () => {
  const patient = stage.person();
  const { officeId, token } = await stage.office();
  stage.clock.set('2027-01-18T09:00:00Z');
  const visit = await stage.book(officeId, patient, '2027-01-20T08:45:00Z');
  await waitForSubjects(patient.email, ['Rendez-vous confirmé : mercredi 20 janvier à 9h45']);
  stage.clock.set('2027-01-19T09:00:00Z');
  await sleep(2_500);
  expect(await mailsFor(patient.email)).toHaveLength(1);
  expect(await logOf(officeId, factsOf(visit).visitId, token)).toHaveLength(1);
});

describe('a cancelled visit', () => {
  test('by its patient is told to both sides, in her calendar too, and not brought to mind', async () => {
    const patient = stage.person();
    const { officeId, owner } = await stage.office();
    const address = `${randomBytes(6).toString('hex')}@exemple.test`;
    stage.person({ ...owner, email: address });
    stage.clock.set('2027-01-20T09:00:00Z');
    const visit = await stage.book(officeId, patient, '2027-01-26T08:15:00Z');
    await waitForSubjects(patient.email, ['Rendez-vous confirmé : mardi 26 janvier à 9h15']);
    await stage.cancel(visit, ActorKind.PATIENT);
    await waitForSubjects(address, ['Visite annulée : mardi 26 janvier à 9h15']);
    await eventually(async () => expect(await mailsFor(patient.email)).toHaveLength(2));
    const [, told] = await mailsFor(patient.email);
    expect(told?.text).toContain('Vous avez annulé votre visite. Le cabinet est prévenu.');
    const calendar = told ? calendarIn(await sourceOf(told)) : '';
    expect(calendar).toContain('METHOD:CANCEL');
    expect(calendar).toContain('SEQUENCE:2');
    const [office] = await mailsFor(address);
    expect(office?.text).toContain('Patient : Patrick Plisson');
    expect(office?.attachments).toEqual([]);

    stage.clock.set('2027-01-25T09:00:00Z');
    await sleep(2_500);
    expect(await mailsFor(patient.email)).toHaveLength(2);
  });

  test('by the office is told to its patient alone', async () => {
    const patient = stage.person();
    const { officeId, token } = await stage.office();
    const visit = await stage.book(officeId, patient, '2027-02-02T08:15:00Z');
    await stage.cancel(visit, ActorKind.STAFF);
    await eventually(async () => {
      const [last] = (await mailsFor(patient.email)).slice(-1);
      expect(last?.text).toContain('Le cabinet a dû annuler votre visite.');
    });
    const kinds = (await logOf(officeId, factsOf(visit).visitId, token)).map((line) => line.kind);
    expect(kinds).not.toContain(MailKind.OFFICE_CANCELLED);
  });
});

test('a topic read again from its start sends nothing again', async () => {
  const patient = stage.person();
  const { officeId } = await stage.office();
  await stage.book(officeId, patient, '2027-02-09T08:15:00Z');
  await eventually(async () => expect(await mailsFor(patient.email)).toHaveLength(1));
  const later = stage.person();
  const replaying = await stage.start(); // a new group, hence from offset 0, over the same log
  try {
    await stage.book(officeId, later, '2027-02-09T08:30:00Z');
    await eventually(async () => expect(await mailsFor(later.email)).toHaveLength(1));
    await eventually(async () => expect(await unseenBy(replaying.group)).toBe(0));
    await sleep(2_000);
    expect([(await mailsFor(patient.email)).length, (await mailsFor(later.email)).length]).toEqual([1, 1]);
  } finally {
    await replaying.stop();
  }
});

test('the log is for the staff of its office', async () => {
  const { officeId, token } = await stage.office();
  const client = await service.clientAs('gateway', NotificationServiceService);
  const request = { officeId: randomUUID(), visitId: randomUUID() };
  await expect(client.listMails(request, { personToken: token })).rejects.toMatchObject({ code: 'not_affiliated' });
  await expect(client.listMails({ ...request, officeId })).rejects.toMatchObject({ code: 'person_token_missing' });
  const asBooking = await service.clientAs('booking', NotificationServiceService);
  await expect(asBooking.listMails(request)).rejects.toMatchObject({ code: 'service_not_admitted' });
});

/** The iCalendar text in a mail's source, decoded. */
const calendarIn = (source: string): string => {
  const [, encoded] = source.split(/Content-Type: application\/ics[\s\S]*?\r?\n\r?\n/i);
  return Buffer.from((encoded ?? '').split(/\r?\n--/)[0] ?? '', 'base64').toString();
};

/** Events of booking's topic that the replaying service has not worked off yet. */
const unseenBy = async (group: string): Promise<number> => {
  const admin = stage.kafka.admin();
  await admin.connect();
  try {
    const [ends, [done]] = await Promise.all([
      admin.fetchTopicOffsets('creneau.booking.v1'),
      admin.fetchOffsets({ groupId: group, topics: ['creneau.booking.v1'] }),
    ]);
    const reached = new Map(done?.partitions.map(({ partition, offset }) => [partition, Number(offset)]));
    return ends.reduce((sum, { partition, high }) => sum + Number(high) - Math.max(0, reached.get(partition) ?? 0), 0);
  } finally {
    await admin.disconnect();
  }
};
