import * as fc from 'fast-check';
import { type HalfDay, hoursFaults, isHhMm, slotsIn, type WorkingDay } from './hours';

const blank: HalfDay = { start: '', end: '' };
const half = (start: string, end: string): HalfDay => ({ start, end });
const day = (morning: HalfDay, afternoon: HalfDay = blank): WorkingDay => ({ morning, afternoon });

describe('the form of an hour', () => {
  it.each(['00:00', '09:00', '19:59', '23:59'])('is right: %p', (text) => expect(isHhMm(text)).toBe(true));
  it.each(['9:00', '09h00', '9h', '9', '24:00', '09:60', '0900', ' 09:00', '09:00:00', ''])('is wrong: %p', (text) =>
    expect(isHhMm(text)).toBe(false),
  );

  it('admits each minute of a day, once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1439 }), (minute) =>
        isHhMm(`${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`),
      ),
    );
  });
});

describe('the weekly table', () => {
  it('lets blank half-days be', () => {
    expect(hoursFaults([day(blank), day(half('09:00', '12:00'), half('14:00', '18:00'))], 15)).toEqual({});
  });

  it.each([
    [day(half('9:00', '12:00')), { '0.morning.start': 'form' }],
    [day(half('09:00', '')), { '0.morning.end': 'missing' }],
    [day(half('12:00', '09:00')), { '0.morning.end': 'order' }],
    [day(half('09:00', '09:00')), { '0.morning.end': 'order' }],
    [day(half('09:00', '09:10')), { '0.morning.end': 'short' }],
    [day(half('09:00', '13:00'), half('12:00', '18:00')), { '0.afternoon.start': 'overlap' }],
  ])('says where it is at fault', (week, faults) => {
    expect(hoursFaults([week], 15)).toEqual(faults);
  });

  it('refuses a visit longer than the half-day', () => {
    expect(hoursFaults([day(half('09:00', '12:00'))], 420)).toEqual({ '0.morning.end': 'short' });
  });

  it('counts whole visits only', () => {
    expect(slotsIn(half('09:00', '09:50'), 20)).toBe(2);
    expect(slotsIn(half('09:00', '12:00'), 15)).toBe(12);
    expect(slotsIn(blank, 15)).toBe(0);
    expect(slotsIn(half('9:00', '12:00'), 15)).toBe(0);
  });
});
