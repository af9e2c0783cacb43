import { dayOf } from '../src/time/format';
import { withVisitors } from './browser';
import { withClock } from './clock';
import { calendarField, mailsTo, mailTo } from './mail';
import { anOffice, book, freeDays } from './office';
import { aPatient, owner, signIn } from './people';
import { colourOf } from './planning-colour';
import { moment } from './slot-picker';

const visitors = withVisitors();

const plus = (startsAt: string, minutes: number): string =>
  new Date(Date.parse(startsAt) + minutes * 60_000).toISOString();

/** Two free starts, one after the other, on the first day that is wholly more than 48 hours away. */
const twoStarts = async (officeId: string): Promise<[string, string]> => {
  const days = await freeDays(officeId);
  const day = days.find(({ starts }) => starts.length > 8 && Date.parse(starts[0] ?? '') > Date.now() + 49 * 3_600_000);
  const [first, second] = day?.starts ?? [];
  if (!first || !second) throw new Error('No free day.');
  return [first, second];
};

it('reminds a patient once, 48 hours before the visit; on the day the line is bronze, and an absence is red after it', async () => {
  const [office, patient] = await Promise.all([anOffice(), aPatient()]);
  const [first, second] = await twoStarts(office.officeId);
  const visit = await book(patient.token, office.officeId, first);
  const next = await book(patient.token, office.officeId, second);
  const reminders = (startsAt: string) =>
    mailsTo(patient.email, new RegExp(`^Rappel de rendez-vous : ${moment(startsAt)}$`));

  await withClock(async (set) => {
    await set(plus(first, -48 * 60 - 5));
    expect(await reminders(first)).toEqual([]);
    await set(plus(first, -48 * 60 + 1));
    const reminder = await mailTo(patient.email, /^Rappel de rendez-vous/, 40_000);
    expect(reminder.subject).toBe(`Rappel de rendez-vous : ${moment(first)}`);
    expect(calendarField(reminder.calendar, 'UID')).toBeDefined();

    await set(plus(second, -48 * 60 + 1));
    await mailTo(patient.email, new RegExp(`: ${moment(second)}$`), 1_000);
    await mailTo(patient.email, new RegExp(`^Rappel de rendez-vous : ${moment(second)}$`), 40_000);
    expect(await reminders(first)).toHaveLength(1);

    await set(plus(second, 20));
    const page = await visitors.open('phone');
    await page.clock.install({ time: plus(second, 20) });
    await signIn(page, owner, '/planning');
    const of = (region: string) =>
      page.getByRole('region', { name: region }).getByRole('listitem').filter({ hasText: patient.lastName });
    const today = of('Visites à venir');
    await today.first().waitFor();
    expect(await colourOf(today.first())).toBe('bronze');
    expect(await today.first().textContent()).toContain('terminée');

    await office.markAbsence(visit.appointmentId);
    await today.filter({ hasText: 'ABSENCE INJUSTIFIÉE' }).waitFor();
    const nextDay = plus(second, 24 * 60);
    await set(nextDay);
    const later = await visitors.open('desktop');
    await later.clock.install({ time: nextDay });
    await signIn(later, owner, '/planning');
    const absence = later
      .getByRole('region', { name: 'Visites des 30 derniers jours' })
      .getByRole('listitem')
      .filter({ hasText: patient.lastName });
    await absence.first().waitFor();
    expect(await colourOf(absence.filter({ hasText: 'ABSENCE INJUSTIFIÉE' }))).toBe('red');
    expect(dayOf(nextDay, 'Europe/Paris')).not.toBe(dayOf(first, 'Europe/Paris'));
  });
  await office.cancel(next.appointmentId).catch(() => undefined);
});
