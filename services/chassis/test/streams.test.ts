import { setTimeout as sleep } from 'node:timers/promises';
import {
  conflict,
  expose,
  type Handlers,
  ManualClock,
  openRpc,
  type Policy,
  type ServiceConfig,
  type Wiring,
} from '@creneau/chassis';
import { bareConfig, type serviceTokenOf, startTestService, type TestService } from '@creneau/chassis/testing';
import { type ClaimSlotsResponse, SchedulingServiceService } from '@creneau/proto/scheduling/v1/service';

/** RPCs whose answer comes in parts, beside one that comes whole. */

const { claimSlots, listClaims } = SchedulingServiceService;
const definition = { claimSlots, listClaims };
const policy: Policy<typeof definition> = {
  claimSlots: { from: ['booking'], person: 'nobody' },
  listClaims: { from: ['booking'], person: 'nobody' },
};
type Streaming = Handlers<typeof definition>['claimSlots'];
let streaming: Streaming;
let service: TestService;

beforeAll(async () => {
  const config = await bareConfig('scheduling');
  service = await startTestService(
    'streams-test',
    config,
    new ManualClock('2027-01-11T07:00:00Z'),
    async (wiring: Wiring<ServiceConfig>) => {
      const handlers: Handlers<typeof definition> = {
        claimSlots: (request, call, send) => streaming(request, call, send),
        listClaims: () => forever(),
      };
      await openRpc(wiring).serve(expose(definition, policy, handlers));
    },
  );
});
afterAll(() => service.stop());

const forever = <T>(): Promise<T> => new Promise(() => {});
const part = (index: number): ClaimSlotsResponse => ({ outcomes: [{ index, taken: undefined, refusal: undefined }] });
const list = { officeId: 'o', endingAfter: undefined };

/** What came, and how it ended. */
const receiveAll = async (timeoutMs = 5_000, as: Parameters<typeof serviceTokenOf>[0] = 'booking') => {
  const client = await service.clientAs(as, definition);
  const parts: number[] = [];
  const end = await client
    .claimSlots({ claims: [] }, { timeoutMs }, ({ outcomes }) => parts.push(...outcomes.map(({ index }) => index)))
    .then(
      () => 'ended',
      ({ kind, code }) => `${kind} ${code}`,
    );
  return { parts, end };
};

test('each part comes when it is sent, in order, and the end after them', async () => {
  let goOn = (): void => {};
  streaming = async (_request, _call, send) => {
    send(part(1));
    await new Promise<void>((resolve) => {
      goOn = resolve;
    });
    send(part(2));
    send(part(3));
  };
  const client = await service.clientAs('booking', definition);
  const parts: number[] = [];
  const ended = client.claimSlots({ claims: [] }, {}, ({ outcomes }) => {
    parts.push(...outcomes.map(({ index }) => index));
    goOn();
  });
  await ended;
  expect(parts).toEqual([1, 2, 3]);
});

test('a refusal ends it, with its code', async () => {
  streaming = async () => {
    throw conflict('slot_taken', 'taken');
  };
  expect(await receiveAll()).toEqual({ parts: [], end: 'conflict slot_taken' });
});

test('a fault behind a part takes nothing back, and says nothing of its cause', async () => {
  streaming = async (_request, _call, send) => {
    send(part(1));
    await sleep(50);
    throw new Error('a fault of ours');
  };
  expect(await receiveAll()).toEqual({ parts: [1], end: 'internal internal' });
});

test('a service that its rule does not name is refused', async () => {
  expect(await receiveAll(5_000, 'notification')).toEqual({ parts: [], end: 'forbidden service_not_admitted' });
});

test('what cannot be received ends it with that error, and the client goes on', async () => {
  streaming = async (_request, _call, send) => {
    send(part(1));
    await forever();
  };
  const client = await service.clientAs('booking', definition);
  const odd = new Error('an odd answer');
  const received = client.claimSlots({ claims: [] }, {}, () => {
    throw odd;
  });
  await expect(received).rejects.toBe(odd);
  streaming = async (_request, _call, send) => send(part(2));
  expect(await receiveAll()).toEqual({ parts: [2], end: 'ended' });
});

describe('another call that had no answer in time', () => {
  const kindBeside = async (other: Streaming): Promise<unknown> => {
    streaming = other;
    const client = await service.clientAs('booking', definition);
    const read = client.listClaims(list, { timeoutMs: 600 }).catch(({ kind }) => kind);
    await client.claimSlots({ claims: [] }, { timeoutMs: 200 }, () => {}).catch(() => undefined);
    return read;
  };

  test('is an outage beside a stream that had none either', async () => {
    expect(await kindBeside(() => forever())).toBe('timeout');
  });

  test('is too much at once beside a stream of which a part came', async () => {
    const oneOfTwo: Streaming = async (_request, _call, send) => {
      send(part(1));
      await forever();
    };
    expect(await kindBeside(oneOfTwo)).toBe('limited');
  });
});
