import { type Life, type Logger, startWorker, type Worker } from '@creneau/chassis';
import { Gauge } from 'prom-client';
import type { LogRepository } from '../mongo/log-repository';
import type { ShippingRepository } from '../mongo/shipping-repository';
import type { ShardLeases } from '../redis/shard-leases';
import type { Publisher } from './publisher';
import { makeShipRound } from './ship-round';

interface RelayOptions {
  life: Life;
  log: Logger;
  publisher: Publisher;
  leases: ShardLeases;
  entries: LogRepository;
  shipping: ShippingRepository;
}

/** Set when the metrics are read. */
let countBacklog: () => Promise<number> = () => Promise.resolve(0);
new Gauge({
  name: 'creneau_office_log_backlog',
  help: 'Entries of office logs not yet published',
  async collect() {
    this.set(await countBacklog().catch(() => Number.NaN));
  },
});

/** Publishes the logs in the background, for as long as the process lives. While Kafka is away the notes wait. */
export const startRelay = ({ life, log, publisher, leases, entries, shipping }: RelayOptions): Worker => {
  countBacklog = shipping.countNotes;
  const ship = makeShipRound({ shards: leases.mine, entries, shipping, publish: publisher.publish });
  life.onStop('relay', async () => {
    await leases.release();
    await publisher.close();
  });
  return startWorker({
    life,
    log,
    name: 'relay',
    everyMs: 200,
    round: async () => {
      await publisher.prepare();
      return ship();
    },
  });
};
