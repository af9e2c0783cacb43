import { EventEmitter } from 'node:events';
import type { Request, Response } from 'express';
import { createInFlightLimit, leaveCount, whileUncounted } from './in-flight';

/** A request that came: what became of it, its response to close, and a body to read meanwhile. */
const arrive = (limit: ReturnType<typeof createInFlightLimit>) => {
  const response = Object.assign(new EventEmitter(), { locals: {}, closed: false });
  const became = (error?: unknown): void => {
    arrival.became = error ? String((error as { code?: string }).code) : 'answered';
  };
  const arrival = {
    became: 'waits',
    end: () => {
      response.closed = true;
      response.emit('close');
    },
    locals: response.locals,
    /** Begins to read a body; answers what ends it. */
    read: (): ((error?: unknown) => void) => {
      let done: (error?: unknown) => void = () => undefined;
      arrival.became = 'reads';
      const reader = whileUncounted((_request, _response, next) => {
        done = next;
      });
      reader({ complete: false } as Request, response as unknown as Response, became);
      return (error) => done(error);
    },
  };
  limit({} as Request, response as unknown as Response, became);
  return arrival;
};

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const aLimit = () => createInFlightLimit({ max: 1, maxWaiting: 2, maxWaitMs: 2_000, maxBodies: 2 });

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

  test('does not count a request whose body is on its way, and lets it go on before those that came later', () => {
    const limit = aLimit();
    const slow = arrive(limit);
    const isThere = slow.read();
    const second = arrive(limit);
    const third = arrive(limit);
    isThere();
    expect([slow.became, second.became, third.became]).toEqual(['reads', 'answered', 'waits']);
    second.end();
    expect([slow.became, third.became]).toEqual(['answered', 'waits']);
    slow.end();
    expect(third.became).toBe('answered');
  });

  test('counts nobody who left while the body was read, or while it waited again', () => {
    const limit = aLimit();
    const gone = arrive(limit);
    const isThere = gone.read();
    gone.end();
    isThere();
    const slow = arrive(limit);
    const isThereToo = slow.read();
    const second = arrive(limit);
    isThereToo();
    slow.end();
    second.end();
    expect([gone.became, slow.became]).toEqual(['reads', 'reads']);
    expect(arrive(limit).became).toBe('answered');
  });

  test('counts the bodies that are too many, and answers what is wrong with one', () => {
    const limit = aLimit();
    const bodies = [arrive(limit), arrive(limit), arrive(limit)].map((slow) => ({ slow, isThere: slow.read() }));
    const other = arrive(limit);
    expect(other.became).toBe('waits');
    bodies[0]?.isThere({ code: 'malformed_json' });
    expect(bodies[0]?.slow.became).toBe('malformed_json');
    bodies[2]?.slow.end();
    expect(other.became).toBe('answered');
  });
});
