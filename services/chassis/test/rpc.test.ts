import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Call,
  createLogger,
  expose,
  type Handlers,
  invalid,
  Life,
  ManualClock,
  notFound,
  openGrpcClient,
  openRpc,
  overloaded,
  type Policy,
  type ServiceConfig,
  unavailable,
  unprocessable,
  type Wiring,
} from '@creneau/chassis';
import {
  bareConfig,
  demoPerson,
  freePort,
  personToken,
  serviceTokenOf,
  startTestService,
  type TestService,
} from '@creneau/chassis/testing';
import { PaymentServiceService } from '@creneau/proto/payment/v1/service';

const policy: Policy<PaymentServiceService> = {
  getDues: { from: ['booking', 'gateway'], person: 'anybody' },
  markDue: { from: ['gateway'], person: ['secretary'] },
};
let handlers: Handlers<PaymentServiceService>;
let lastCall: Call | undefined;
let service: TestService;
let port: number;

beforeAll(async () => {
  const config = await bareConfig('payment');
  port = config.GRPC_PORT;
  service = await startTestService(
    'rpc-test',
    config,
    new ManualClock('2027-01-11T07:00:00Z'),
    async (wiring: Wiring<ServiceConfig>) => {
      const serve: Handlers<PaymentServiceService> = {
        getDues: (request, call) => handlers.getDues(request, call),
        markDue: (request, call) => handlers.markDue(request, call),
      };
      await openRpc(wiring).serve(expose(PaymentServiceService, policy, serve));
    },
  );
});
afterAll(() => service.stop());
beforeEach(() => {
  handlers = {
    getDues: async (_, call) => {
      lastCall = call;
      return { dues: [] };
    },
    markDue: async (_, call) => {
      lastCall = call;
      return { due: undefined };
    },
  };
});

const as = (name: Parameters<typeof service.clientAs>[0]) => service.clientAs(name, PaymentServiceService);
const dues = { officeId: 'o', visitIds: [] };
const mark = { officeId: 'o', visitId: 'v', state: 'DUE_STATE_PAID' as never };

/** A client that sends a service token of the test's making. */
const withServiceToken = async (token: string) => {
  const life = new Life(createLogger('rpc-test', 'silent'));
  const client = await openGrpcClient({
    life,
    definition: PaymentServiceService,
    address: `dns:///localhost:${port}`,
    serviceToken: async () => token,
    idempotent: [],
  });
  return client.getDues(dues).finally(() => life.stop());
};

describe('an RPC', () => {
  test('knows the service that calls and the person on whose behalf', async () => {
    const { id, token } = await demoPerson('secretaire');
    await (await as('gateway')).markDue(mark, { personToken: token });
    expect(lastCall).toMatchObject({ service: 'gateway', person: { id, login: 'secretaire' } });
    expect(lastCall?.person?.roles).toContain('secretary');
  });

  test('refuses a service that its rule does not name', async () => {
    await expect((await as('notification')).getDues(dues)).rejects.toMatchObject({
      kind: 'forbidden',
      code: 'service_not_admitted',
    });
  });

  test('refuses a person without the role, and a missing person', async () => {
    const gateway = await as('gateway');
    await expect(gateway.markDue(mark, { personToken: await personToken('patient') })).rejects.toMatchObject({
      code: 'wrong_role',
    });
    await expect(gateway.markDue(mark)).rejects.toMatchObject({ code: 'person_token_missing' });
  });

  test('refuses a person’s token in the place of a service’s, and the other way round', async () => {
    await expect(withServiceToken(await personToken('patient'))).rejects.toMatchObject({
      kind: 'unauthenticated',
      code: 'bad_token',
    });
    const serviceToken = await serviceTokenOf('gateway')();
    await expect((await as('gateway')).markDue(mark, { personToken: serviceToken })).rejects.toMatchObject({
      kind: 'unauthenticated',
    });
  });

  test('refuses tokens that are unsigned, altered, or nonsense', async () => {
    const [header, payload, signature] = (await serviceTokenOf('gateway')()).split('.');
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    for (const token of [`${none}.${payload}.`, `${header}.${payload}.${signature?.slice(0, -4)}AAAA`, 'nonsense', ''])
      await expect(withServiceToken(token)).rejects.toMatchObject({ kind: 'unauthenticated' });
  });

  test('carries code, fields and details of an error across', async () => {
    const gateway = await as('gateway');
    handlers = {
      ...handlers,
      getDues: async () =>
        Promise.reject(invalid([{ field: 'visitIds[0]', rule: 'too_long', message: 'must be short', limit: '36' }])),
    };
    await expect(gateway.getDues(dues)).rejects.toMatchObject({
      kind: 'invalid',
      code: 'invalid_request',
      fields: [{ field: 'visitIds[0]', rule: 'too_long', message: 'must be short', limit: '36' }],
    });
    handlers = {
      ...handlers,
      getDues: async () => Promise.reject(unprocessable('due_void', 'void', { details: { state: 'void' } })),
    };
    await expect(gateway.getDues(dues)).rejects.toMatchObject({
      kind: 'unprocessable',
      code: 'due_void',
      details: { state: 'void' },
    });
    handlers = { ...handlers, getDues: async () => Promise.reject(notFound('due_not_found', 'none')) };
    await expect(gateway.getDues(dues)).rejects.toMatchObject({ kind: 'not_found', code: 'due_not_found' });
  });

  test('tells nothing of a fault of ours', async () => {
    handlers = { ...handlers, getDues: async () => Promise.reject(new Error('password of the database is hunter2')) };
    await expect((await as('gateway')).getDues(dues)).rejects.toMatchObject({
      kind: 'internal',
      message: 'Internal error.',
    });
  });

  test('ends at its deadline, and hands the earlier of two deadlines on', async () => {
    handlers = {
      ...handlers,
      getDues: async () => {
        await sleep(2_000);
        return { dues: [] };
      },
    };
    const gateway = await as('gateway');
    await expect(gateway.getDues(dues, { timeoutMs: 200 })).rejects.toMatchObject({ kind: 'timeout' });
    const within = { person: undefined, deadline: new Date(Date.now() + 200) };
    await expect(gateway.getDues(dues, { within, timeoutMs: 10_000 })).rejects.toMatchObject({ kind: 'timeout' });
  });

  test('that waits in vain while others are answered meets an overload, not an outage', async () => {
    const gateway = await as('gateway');
    handlers = {
      ...handlers,
      getDues: async ({ officeId }) => {
        if (officeId === 'slow') await sleep(4_000);
        return { dues: [] };
      },
    };
    const slow = gateway.getDues({ officeId: 'slow', visitIds: [] }, { timeoutMs: 2_000 });
    const refused = expect(slow).rejects.toMatchObject({
      kind: 'limited',
      code: 'overloaded',
      details: { retryAfterSeconds: '1' },
    });
    await gateway.getDues(dues);
    await refused;
  });

  test('that writes and waits in vain while others are answered may have been done, and is not called refused', async () => {
    const gateway = await as('gateway');
    handlers = {
      ...handlers,
      markDue: async () => {
        await sleep(4_000);
        return { due: undefined };
      },
    };
    const token = await personToken('secretaire');
    const slow = expect(gateway.markDue(mark, { timeoutMs: 2_000, personToken: token })).rejects.toMatchObject({
      kind: 'timeout',
      code: 'in_progress',
    });
    await gateway.getDues(dues);
    await slow;
  });

  test('knows a moment before its caller gives up, so that its answer still arrives', async () => {
    await (await as('gateway')).getDues(dues, { timeoutMs: 5_000 });
    const leftMs = (lastCall?.deadline?.getTime() ?? 0) - Date.now();
    expect(leftMs).toBeLessThan(4_800);
    handlers = {
      ...handlers,
      getDues: async (_, call) => {
        await sleep((call.deadline?.getTime() ?? 0) - Date.now());
        throw unprocessable('due_void', 'in the last moment');
      },
    };
    await expect((await as('gateway')).getDues(dues, { timeoutMs: 3_000 })).rejects.toMatchObject({ code: 'due_void' });
  });

  test('waits for its own token no longer than for its answer', async () => {
    const life = new Life(createLogger('rpc-test', 'silent'));
    const client = await openGrpcClient({
      life,
      definition: PaymentServiceService,
      address: `dns:///localhost:${port}`,
      serviceToken: () => new Promise(() => undefined),
      idempotent: [],
    });
    await expect(client.getDues(dues, { timeoutMs: 200 })).rejects.toMatchObject({ kind: 'timeout' });
    await life.stop();
  });

  test('that was answered is not sent again, whatever the answer', async () => {
    let asked = 0;
    handlers = {
      ...handlers,
      getDues: async () => {
        asked += 1;
        throw asked % 2 === 1 ? unavailable('database_unavailable', 'away') : overloaded();
      },
    };
    const life = new Life(createLogger('rpc-test', 'silent'));
    const client = await openGrpcClient({
      life,
      definition: PaymentServiceService,
      address: `dns:///localhost:${port}`,
      serviceToken: serviceTokenOf('gateway'),
      idempotent: ['getDues'],
    });
    await expect(client.getDues(dues)).rejects.toMatchObject({ kind: 'unavailable', code: 'database_unavailable' });
    await expect(client.getDues(dues)).rejects.toMatchObject({ kind: 'limited', code: 'overloaded' });
    expect(asked).toBe(2);
    await life.stop();
  });

  test('that may have lain there while its process stood still is not begun', async () => {
    const [gateway, token] = [await as('gateway'), await personToken('secretaire')];
    const ask = () => gateway.markDue(mark, { personToken: token });
    await ask();
    lastCall = undefined;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4_500);
    await expect(ask()).rejects.toMatchObject({ kind: 'unavailable', code: 'stood_still' });
    expect(lastCall).toBeUndefined();
    await sleep(1_100);
    await ask();
    expect(lastCall).toBeDefined();
  });

  test('of a service that is not there fails as unavailable within a bounded time', async () => {
    const life = new Life(createLogger('rpc-test', 'silent'));
    const client = await openGrpcClient({
      life,
      definition: PaymentServiceService,
      address: `dns:///localhost:${await freePort()}`,
      serviceToken: serviceTokenOf('gateway'),
      idempotent: ['getDues'],
    });
    await expect(client.getDues(dues, { timeoutMs: 3_000 })).rejects.toMatchObject({ kind: 'unavailable' });
    await life.stop();
  });
});
