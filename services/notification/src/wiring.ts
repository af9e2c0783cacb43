import { join } from 'node:path';
import {
  createAffiliations,
  expose,
  openFacts,
  openRpc,
  startWorker,
  systemClock,
  type Wiring,
  type Worker,
} from '@creneau/chassis';
import { BookingServiceService } from '@creneau/proto/booking/v1/service';
import { IdentityServiceService } from '@creneau/proto/identity/v1/service';
import { NotificationServiceService } from '@creneau/proto/notification/v1/service';
import { OfficeConfigServiceService } from '@creneau/proto/officeconfig/v1/service';
import type { Config } from './config';
import { makeHandlers } from './inbound/grpc/handlers';
import { policy } from './inbound/grpc/policy';
import { areas, subscriptions } from './inbound/kafka/subscriptions';
import { measureDueMails } from './metrics';
import { createSources } from './outbound/clients/sources';
import { openMailer } from './outbound/mail/smtp-mailer';
import { countDueMails, findMails } from './outbound/postgres/mail-repository';
import { mailsPerTurn, makePace } from './outbound/postgres/mail-turns';
import { makeRecordMails } from './use-cases/record-mails';
import { makeSendDueMails } from './use-cases/send-due-mails';

const MIGRATIONS = join(__dirname, '..', 'migrations');
/** Each sends a few mails at a time, so that a slow recipient holds up one of them. */
const SENDERS = 2;
const LOOK_EVERY_MS = 1_000;
/** Should the first be held up by its own mail when a reminder falls due. */
const WAKEN_EVERY_MS = 5_000;

export const wire = async (wiring: Wiring<Config>): Promise<void> => {
  const { config, life, log, clock } = wiring;
  const { postgres, outbox, consume } = await openFacts(wiring, {
    area: 'notification',
    migrations: MIGRATIONS,
  });
  const rpc = openRpc(wiring);
  const identity = await rpc.client(IdentityServiceService, config.IDENTITY_ADDR, [
    'getAffiliation',
    'getPeople',
    'getOffice',
  ]);
  const officeConfig = await rpc.client(OfficeConfigServiceService, config.OFFICE_CONFIG_ADDR, ['getProfile']);
  const booking = await rpc.client(BookingServiceService, config.BOOKING_ADDR, ['getVisits']);
  const most = mailsPerTurn(config.MAILS_PER_SECOND);
  const mailer = await openMailer({
    life,
    smtpUrl: config.SMTP_URL,
    from: config.MAIL_FROM,
    publicUrl: config.PUBLIC_URL,
    // One for each letter: none waits behind another after it was found to be true.
    connections: SENDERS * most,
  });

  const sources = createSources({ booking, identity, officeConfig });
  const turn = makePace(postgres, config.MAILS_PER_SECOND);
  // One looks for mails; who finds many wakes another that rests, so that one mail is not looked for by all.
  const wakeOne = (): unknown => senders.some((sender) => sender.nudge());
  const onTaken = () => void wakeOne();
  const deps = { postgres, outbox, clock, machine: systemClock, sources, mailer, most, onTaken, turn, log };
  measureDueMails(async () => {
    const { due, oldestDueAt } = await countDueMails(postgres, clock.now());
    return { due, oldestAgeS: oldestDueAt ? clock.now().since(oldestDueAt).total('seconds') : 0 };
  });
  const senders: Worker[] = Array.from({ length: SENDERS }, (_, index) =>
    startWorker({
      life,
      log,
      name: `sender ${index + 1}`,
      everyMs: index === 0 ? LOOK_EVERY_MS : WAKEN_EVERY_MS,
      round: makeSendDueMails(deps),
    }),
  );
  consume(areas, subscriptions(makeRecordMails({ ...deps, onRecorded: wakeOne })));

  const handlers = makeHandlers({
    affiliations: createAffiliations(identity),
    listMails: (officeId, visitId) => findMails(postgres, officeId, visitId),
  });
  await rpc.serve(expose(NotificationServiceService, policy, handlers));
};
