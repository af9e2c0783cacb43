import type { PlanningVisit } from '@creneau/proto/booking/v1/service';
import { SlotState } from '@creneau/proto/scheduling/v1/messages';
import { planningBlocks, visitParts } from './planning-view';

const ZONE = 'Europe/Paris';
const at = (local: string): Temporal.Instant => Temporal.PlainDateTime.from(local).toZonedDateTime(ZONE).toInstant();

const secondsOf = (local: string): number => at(local).epochMilliseconds / 1000;

const aVisit = (id: string, local: string, change: { unpaid?: boolean; absence?: boolean } = {}): PlanningVisit => ({
  visitId: id,
  patientId: '',
  startsAtEpochSeconds: secondsOf(local),
  endsAtEpochSeconds: secondsOf(local) + 15 * 60,
  reason: '',
  phone: '',
  teleconsultation: change.unpaid === true,
  unjustifiedAbsence: change.absence === true,
  unpaid: change.unpaid === true,
  version: 1,
  patientLastName: 'Plisson',
  patientFirstName: 'Patrick',
  patientBanned: false,
});

const ids = (visits: readonly { appointmentId: string }[]): string[] => visits.map((v) => v.appointmentId);

describe('the three parts of the planning', () => {
  const parts = visitParts(
    [
      aVisit('old and unpaid', '2026-10-01T09:00', { unpaid: true }),
      aVisit('older', '2026-12-12T09:00'),
      aVisit('thirty days ago', '2026-12-13T09:00'),
      aVisit('absent yesterday', '2027-01-11T10:00', { absence: true }),
      aVisit('yesterday', '2027-01-11T23:45'),
      aVisit('unpaid today', '2027-01-12T08:00', { unpaid: true }),
      aVisit('finished today', '2027-01-12T09:00'),
      aVisit('later today', '2027-01-12T17:00'),
      aVisit('tomorrow', '2027-01-13T09:00'),
      aVisit('unpaid but to come', '2027-01-14T08:00', { unpaid: true }),
    ],
    at('2027-01-12T12:00'),
    ZONE,
  );

  test("keep today's finished visits with the coming ones until midnight", () => {
    expect(parts.today).toBe('2027-01-12');
    expect(ids(parts.coming)).toEqual([
      'unpaid today',
      'finished today',
      'later today',
      'tomorrow',
      'unpaid but to come',
    ]);
  });

  test('show the past thirty days from yesterday back', () => {
    expect(ids(parts.past)).toEqual(['yesterday', 'absent yesterday', 'thirty days ago']);
  });

  test('put what is unpaid or was missed on top, whatever its age, and nothing that is still to come', () => {
    expect(ids(parts.followUp)).toEqual(['unpaid today', 'absent yesterday', 'old and unpaid']);
  });

  test('are refused rather than shown wrong when booking is of another release', () => {
    expect(() =>
      visitParts([{ ...aVisit('', '2027-01-12T09:00'), startsAtEpochSeconds: 0 }], at('2027-01-12T12:00'), ZONE),
    ).toThrow(expect.objectContaining({ kind: 'unavailable' }));
  });

  test('write times as the office reads them', () => {
    expect(parts.coming[1]).toMatchObject({
      startsAt: '2027-01-12T09:00:00+01:00',
      endsAt: '2027-01-12T09:15:00+01:00',
      patient: { id: null, lastName: 'Plisson' },
      reason: null,
    });
  });
});

describe('a block in the planning', () => {
  const aSlot = (local: string, state: SlotState) => ({
    during: { start: at(local), end: at(local).add({ minutes: 30 }) },
    state,
  });
  const blockOf = (id: string, from: string, to: string) => ({
    id,
    officeId: 'office',
    during: { start: at(from), end: at(to) },
    label: '',
    placedAt: undefined,
  });

  test('names its first and its last slot only', () => {
    const [block, beyond] = planningBlocks({
      timeZone: ZONE,
      days: [
        {
          day: '2027-01-12',
          visitMinutes: 30,
          slots: [
            aSlot('2027-01-12T09:00', SlotState.FREE),
            aSlot('2027-01-12T09:30', SlotState.BLOCKED),
            aSlot('2027-01-12T10:00', SlotState.BLOCKED),
            aSlot('2027-01-12T10:30', SlotState.BLOCKED),
          ],
        },
      ],
      blocks: [
        blockOf('far away', '2027-08-01T00:00', '2027-08-15T00:00'),
        blockOf('morning', '2027-01-12T09:30', '2027-01-12T11:00'),
      ],
    });
    expect(block).toMatchObject({
      blockId: 'morning',
      firstSlot: { startsAt: '2027-01-12T09:30:00+01:00' },
      lastSlot: { startsAt: '2027-01-12T10:30:00+01:00' },
    });
    expect(beyond).toMatchObject({ blockId: 'far away', firstSlot: null, lastSlot: null });
  });
});
