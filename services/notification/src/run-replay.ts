import { runReplay, systemClock } from '@creneau/chassis';
import { loadConfig } from './config';
import { areas, subscriptions } from './inbound/kafka/subscriptions';
import { makeRecordMails } from './use-cases/record-mails';

/** Applies what this service's consumer parked: see the chassis. The living service's senders find the mails by looking. */
void runReplay({
  service: 'notification',
  loadConfig,
  areas,
  listen: (_, { outbox }) =>
    subscriptions(makeRecordMails({ outbox, machine: systemClock, onRecorded: () => undefined })),
});
