import type { Planning, PlanningBlock, PlanningVisit } from '../api/staff';
import { changesBetween } from './changes';
import { isAlarm, marksOf, planningLine } from './line';
import { blockRows, comingByDay, currentVisit, isEmpty, isOver, minutesSince, nextVisit, seenFirst } from './rows';

const paris = 'Europe/Paris';
const at = (time: string, day = '2027-01-12') => `${day}T${time}:00+01:00`;

const aVisit = (id: string, startsAt: string, changes: Partial<PlanningVisit> = {}): PlanningVisit => ({
  appointmentId: id,
  startsAt,
  endsAt: new Date(Date.parse(startsAt) + 15 * 60_000).toISOString(),
  patient: { id: 'p', firstName: 'Patrick', lastName: 'Plisson', banned: false },
  reason: null,
  phone: null,
  teleconsultation: false,
  unpaid: false,
  absence: false,
  version: 1,
  ...changes,
});

const slot = (startsAt: string) => ({ startsAt, endsAt: startsAt });
const aBlock = (first: string | null, last: string | null, label: string | null = null): PlanningBlock => ({
  blockId: 'b',
  startsAt: first ?? at('00:00'),
  endsAt: last ?? at('00:00'),
  label,
  firstSlot: first ? slot(first) : null,
  lastSlot: last ? slot(last) : null,
});

describe('the line of a visit', () => {
  it.each([
    [
      'visite par téléconsultation (0612345678)',
      '16:15',
      'Patrick Plisson, visite par téléconsultation (0612345678) à 16h15',
    ],
    [
      'visite par téléconsultation (0712345678)',
      '18:00',
      'Patrick Plisson, visite par téléconsultation (0712345678) à 18h',
    ],
    [null, '09:00', 'Patrick Plisson à 9h'],
  ])('says who, why and when: %p at %p', (reason, time, line) => {
    expect(planningLine(aVisit('a', at(time), { reason }), paris, 'fr')).toBe(line);
  });
});

describe('the marks of a line', () => {
  const visit = aVisit('a', at('09:00'), {
    absence: true,
    unpaid: true,
    patient: { id: 'p', firstName: 'Patrick', lastName: 'Plisson', banned: true },
  });

  it('say all that holds, in their order', () => {
    expect(marksOf(visit, { current: true, over: true, tone: 'today' })).toEqual([
      'current',
      'over',
      'absence',
      'unpaid',
      'banned',
    ]);
    expect(marksOf(aVisit('a', at('09:00')), { current: false, over: false, tone: 'today' })).toEqual([]);
  });

  it('do not say of past days what goes without saying', () => {
    expect(marksOf(aVisit('a', at('09:00')), { over: true, tone: 'past' })).toEqual([]);
  });

  it('alarm where staff must see to it', () => {
    expect(marksOf(visit, { current: true, over: true, tone: 'today' }).filter(isAlarm)).toEqual(['absence', 'unpaid']);
  });
});

describe('unavailable times', () => {
  it('are one row when they cover one slot', () => {
    expect(blockRows(aBlock(at('09:00'), at('09:00'), 'congés')).map((r) => r.part)).toEqual(['only']);
  });

  it('are summed up by their first and last slot when they cover more', () => {
    const rows = blockRows(aBlock(at('09:00'), at('17:45', '2027-01-14')));
    expect(rows.map((r) => [r.part, r.startsAt])).toEqual([
      ['first', at('09:00')],
      ['last', at('17:45', '2027-01-14')],
    ]);
  });

  it('say nothing when they cover no slot', () => {
    expect(blockRows(aBlock(null, null))).toEqual([]);
  });
});

it('lays visits and unavailable times out by day and time', () => {
  const days = comingByDay(
    {
      coming: [
        aVisit('late', at('16:15')),
        aVisit('early', at('09:00')),
        aVisit('tomorrow', at('08:00', '2027-01-13')),
      ],
      untilMs: Infinity,
    },
    [aBlock(at('10:00'), at('11:45', '2027-01-13'))],
    paris,
  );
  expect(days.map((d) => [d.day, d.rows.map((r) => r.key)])).toEqual([
    ['2027-01-12', ['early', 'b:first', 'late']],
    ['2027-01-13', ['tomorrow', 'b:last']],
  ]);
});

it('belongs to the day of the office, not of the reader', () => {
  const days = comingByDay(
    { coming: [aVisit('a', '2027-01-13T01:00:00Z')], untilMs: Infinity },
    [],
    'America/Martinique',
  );
  expect(days[0]?.day).toBe('2027-01-12');
});

describe('the visit of the moment', () => {
  const visits = [aVisit('a', at('09:00')), aVisit('b', at('09:15')), aVisit('c', at('10:00'))];
  const now = (time: string) => Date.parse(at(time));

  it('is the one begun and not ended', () => {
    expect(currentVisit(visits, now('08:59'))).toBeUndefined();
    expect(currentVisit(visits, now('09:10'))?.appointmentId).toBe('a');
    expect(currentVisit(visits, now('09:15'))?.appointmentId).toBe('b');
    expect(currentVisit(visits, now('09:40'))).toBeUndefined();
  });

  it('is followed by the next to begin', () => {
    expect(nextVisit(visits, now('09:10'))?.appointmentId).toBe('b');
    expect(nextVisit(visits, now('10:00'))).toBeUndefined();
  });

  it('is late by whole minutes', () => {
    expect(minutesSince(at('09:00'), now('09:10'))).toBe(10);
    expect(minutesSince(at('09:00'), now('09:00') + 59_000)).toBe(0);
    expect(minutesSince(at('09:00'), now('08:50'))).toBe(0);
  });

  it('is over at its end', () => {
    expect(isOver(visits[0] as PlanningVisit, now('09:14'))).toBe(false);
    expect(isOver(visits[0] as PlanningVisit, now('09:15'))).toBe(true);
  });
});

it('tells new, changed and cancelled visits from those that merely passed', () => {
  const before = [
    aVisit('kept', at('09:00')),
    aVisit('moved', at('10:00')),
    aVisit('cancelled', at('11:00')),
    aVisit('passed', at('08:00', '2027-01-11')),
  ];
  const after = [aVisit('kept', at('09:00')), aVisit('moved', at('12:00'), { version: 2 }), aVisit('new', at('13:00'))];
  const changes = changesBetween(before, after, (visit) => visit.appointmentId !== 'passed');
  expect(changes.map((c) => [c.kind, c.visit.appointmentId])).toEqual([
    ['changed', 'moved'],
    ['new', 'new'],
    ['gone', 'cancelled'],
  ]);
});

describe('what a list shows first', () => {
  const morning = ['08:00', '09:00', '10:00', '11:00', '12:00'].map((time) => aVisit(time, at(time)));
  const blocks = [aBlock(at('08:15'), at('08:15')), aBlock(at('09:15'), at('11:15'))];
  const first = (time: string, heightPx: number) =>
    comingByDay(seenFirst(morning, Date.parse(at(time)), heightPx), blocks, paris)
      .flatMap(({ rows }) => rows)
      .map((row) => (row.kind === 'visit' ? row.visit.appointmentId : row.part));

  it('goes as far below the visit of the moment as the window is high, and shows nothing behind', () => {
    expect(first('07:00', 80)).toEqual(['08:00', 'only', '09:00', 'first']);
    expect(first('09:05', 80)).toEqual(['08:00', 'only', '09:00', 'first', '10:00']);
    expect(first('09:30', 40)).toEqual(['08:00', 'only', '09:00', 'first', '10:00']);
    expect(first('18:00', 70)).toEqual(['08:00', 'only', '09:00', 'first']);
  });

  it('is all of it where there is room', () => {
    expect(first('07:00', 200)).toEqual(['08:00', 'only', '09:00', 'first', '10:00', '11:00', 'last', '12:00']);
  });
});

describe('a planning', () => {
  const nothing: Planning = {
    officeId: 'o',
    timeZone: paris,
    today: '2027-01-12',
    sequence: 0,
    coming: [],
    past: [],
    followUp: [],
    blocks: [],
    homeVisits: { text: ' \n', version: 0 },
  };

  it.each<Partial<Planning>>([
    { coming: [aVisit('a', at('09:00'))] },
    { past: [aVisit('a', at('09:00'))] },
    { followUp: [aVisit('a', at('09:00'))] },
    { blocks: [aBlock(null, null)] },
    { homeVisits: { text: 'Mme Roche', version: 1 } },
  ])('is not empty with %j', (something) => {
    expect(isEmpty({ ...nothing, ...something })).toBe(false);
  });

  it('is empty with nothing at all', () => {
    expect(isEmpty(nothing)).toBe(true);
  });
});
