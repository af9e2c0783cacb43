import { type Health, type Life, onceWell, type TokenVerifier, unavailable } from '@creneau/chassis';
import { Client, credentials } from '@grpc/grpc-js';
import type { Redis } from 'ioredis';
import type { Config } from '../config';
import type { Services } from './clients';

/** grpc.health.v1.Health/Check: a name as field 1 of the request, and one enum in the answer (1 = SERVING). */
const HEALTH_PATH = '/grpc.health.v1.Health/Check';
/** What a service says of itself once its stores are migrated and its consumers have joined. */
const COMPLETE = Buffer.concat([Buffer.from([0x0a, 'complete'.length]), Buffer.from('complete')]);
const SERVING = Buffer.from([0x08, 0x01]);
const PATIENCE_MS = 1_500;

const isServing = (client: Client): Promise<boolean> =>
  new Promise((resolve, reject) => {
    client.makeUnaryRequest(
      HEALTH_PATH,
      (request: Buffer) => request,
      (answer: Buffer) => answer.equals(SERVING),
      COMPLETE,
      { deadline: Date.now() + PATIENCE_MS },
      (error, serving) => (error ? reject(new Error('does not answer')) : resolve(serving === true)),
    );
  });

/**
 * What a gateway must have had once before it takes the place of another: sessions, and the keys that tokens are checked with.
 * Later it serves what it can without them, and without any one service: a shared part that every replica misses must not take
 * the whole site out of service.
 */
export const watchBeginning = (health: Health, redis: Redis, verifier: Pick<TokenVerifier, 'prepare'>): void => {
  health.check(
    'sessions',
    onceWell(async () => void (await redis.ping())),
  );
  health.check(
    'keys',
    onceWell(() => verifier.prepare()),
  );
};

/** Development: ready means that every service serves, and that nothing behind one stands still. */
export const watchServices = async (life: Life, health: Health, config: Config): Promise<void> => {
  const addresses = {
    identity: config.IDENTITY_ADDR,
    'office-config': config.OFFICE_CONFIG_ADDR,
    scheduling: config.SCHEDULING_ADDR,
    booking: config.BOOKING_ADDR,
    notification: config.NOTIFICATION_ADDR,
    payment: config.PAYMENT_ADDR,
  };
  for (const [name, address] of Object.entries(addresses)) {
    const client = await life.open(
      `health client of ${name}`,
      () =>
        new Client(address, credentials.createInsecure(), {
          'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
          'grpc.max_reconnect_backoff_ms': 1_000,
          'grpc.initial_reconnect_backoff_ms': 100,
        }),
      (opened) => opened.close(),
    );
    health.check(name, async () => {
      if (!(await isServing(client))) throw unavailable('unavailable', 'not serving yet');
    });
  }
};

/** Development: ready means that a visitor finds the demo office first, and can book there. */
export const watchDemoOffice = (health: Health, identity: Pick<Services['identity'], 'searchOffices'>): void => {
  health.check('demo office', async () => {
    const { offices } = await identity.searchOffices({ query: '', city: '', limit: 1, offset: 0 });
    if (!offices[0]?.bookable) throw unavailable('unavailable', 'not searchable and generated yet');
  });
};
