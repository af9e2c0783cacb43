import { EventEmitter } from 'node:events';
import type { Request, Response } from 'express';
import { createInFlightLimit, leaveCount } from './in-flight';

/** A request that came: what became of it, and its response to close. */
const arrive = (limit: ReturnType<typeof createInFlightLimit>) => {
  const response = Object.assign(new EventEmitter(), { locals: {} });
  const arrival = {
    became: 'waits',
    end: () => response.emit('close'),
    locals: response.locals,
  };
  limit({} as Request, response as unknown as Response, (error?: unknown) => {
    arrival.became = error ? String((error as { code?: string }).code) : 'answered';
  });
  return arrival;
};

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const aLimit = () => createInFlightLimit({ max: 1, maxWaiting: 2, maxWaitMs: 2_000 });

describe('the limit of requests in flight', () => {
  test('lets a rush wait in the order it came, and refuses who is one too many', () => {
    const limit = aLimit();
    const rush = [arrive(limit), arrive(limit), arrive(limit), arrive(limit)];
    const became = () => rush.map((arrival) => arrival.became);
    expect(became()).toEqual(['answered', 'waits', 'waits', 'overloaded']);
    rush[0]?.end();
    expect(became()).toEqual(['answered', 'answered', 'waits', 'overloaded']);
    rush[1]?.end();
    expect(became()).toEqual(['answered', 'answered', 'answered', 'overloaded']);
    rush[2]?.end();
    expect(arrive(limit).became).toBe('answered');
  });

  test('refuses who waited too long', () => {
    const limit = aLimit();
    const first = arrive(limit);
    const second = arrive(limit);
    jest.advanceTimersByTime(2_000);
    expect(second.became).toBe('overloaded');
    second.end();
    first.end();
    expect(arrive(limit).became).toBe('answered');
    expect(arrive(limit).became).toBe('waits');
  });

  test('forgets who left while waiting', () => {
    const limit = aLimit();
    const first = arrive(limit);
    const gone = arrive(limit);
    gone.end();
    const third = arrive(limit);
    first.end();
    expect([gone.became, third.became]).toEqual(['waits', 'answered']);
  });

  test('does not count a stream once it is open, nor twice when it ends', () => {
    const limit = aLimit();
    const stream = arrive(limit);
    leaveCount(stream.locals);
    const second = arrive(limit);
    stream.end();
    expect(second.became).toBe('answered');
    expect(arrive(limit).became).toBe('waits');
  });
});
