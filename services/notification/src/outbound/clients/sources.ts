import { AppError, instantField, isAway, type RpcClient } from '@creneau/chassis';
import type { VisitFacts } from '@creneau/proto/booking/v1/messages';
import type { BookingServiceService, NamedVisit } from '@creneau/proto/booking/v1/service';
import type { Person } from '@creneau/proto/identity/v1/messages';
import type { IdentityServiceService } from '@creneau/proto/identity/v1/service';
import type { OfficeSettings } from '@creneau/proto/officeconfig/v1/messages';
import type { OfficeConfigServiceService } from '@creneau/proto/officeconfig/v1/service';
import DataLoader from 'dataloader';
import type { OfficeCard, Recipient } from '../../domain/letter';
import type { Sources, Visit } from '../../use-cases/ports';
import { toVisitFacts } from './visit-messages';

interface Clients {
  booking: Pick<RpcClient<BookingServiceService>, 'getVisits'>;
  identity: Pick<RpcClient<IdentityServiceService>, 'getPeople' | 'getOffice'>;
  officeConfig: Pick<RpcClient<OfficeConfigServiceService>, 'getProfile'>;
}

/** An office's address and phone a minute old are those of a mail sent a minute ago; reminders of one day come in rows. */
const REMEMBERED_MS = 60_000;
const REMEMBERED = 5_000;

/** Visits and people that their owners answer in one call. */
const MOST = 100;

/**
 * Asks by one call for all that is asked for at the same moment, and remembers nothing. What fails may be the fault of one of them:
 * then each is asked for alone. Undefined: unknown.
 */
const askingTogether = <T>(
  ask: (ids: string[]) => Promise<ReadonlyMap<string, T>>,
): DataLoader<string, T | undefined> => {
  const askAlone = (id: string): Promise<T | undefined | Error> =>
    ask([id]).then(
      (found) => found.get(id),
      (error: Error) => error,
    );
  const askAll = async (ids: string[]): Promise<ReadonlyMap<string, T | Error | undefined>> => {
    try {
      return await ask(ids);
    } catch (error) {
      if (ids.length === 1 || isAway(error)) throw error;
      return new Map(await Promise.all(ids.map(async (id) => [id, await askAlone(id)] as const)));
    }
  };
  return new DataLoader(
    async (ids) => {
      const found = await askAll([...new Set(ids)]);
      return ids.map((id) => found.get(id));
    },
    { cache: false, maxBatchSize: MOST },
  );
};

/** Asks the owners of visits and people each time, since nothing personal is kept; of offices, once a minute. */
export const createSources = (clients: Clients): Sources => {
  const { booking, identity } = clients;
  const visits = askingTogether(async (visitIds) => {
    const answer = await booking.getVisits({ visitIds });
    return new Map(answer.visits.map((visit) => [visit.facts?.visitId ?? '', visit]));
  });
  const people = askingTogether(async (personIds) => {
    const answer = await identity.getPeople({ personIds });
    return new Map(answer.people.map((person) => [person.id, person]));
  });
  /** Who asks while another does waits for the same answer. */
  const remembered = new Map<string, { card: Promise<OfficeCard>; untilMs: number }>();
  return {
    async visit(visitId) {
      const visit = await visits.load(visitId);
      return visit?.facts && toVisit(visit, visit.facts);
    },

    async recipient(personId) {
      const person = await people.load(personId);
      return person?.email ? toRecipient(person) : undefined;
    },

    office(officeId) {
      const known = remembered.get(officeId);
      if (known && known.untilMs > performance.now()) return known.card;
      const card = askCard(clients, officeId);
      if (remembered.size >= REMEMBERED) remembered.clear();
      remembered.set(officeId, { card, untilMs: performance.now() + REMEMBERED_MS });
      card.catch(() => {
        if (remembered.get(officeId)?.card === card) remembered.delete(officeId);
      });
      return card;
    },
  };
};

const toVisit = (visit: NamedVisit, facts: VisitFacts): Visit => ({
  ...toVisitFacts(facts),
  endsAt: instantField('visit.endsAt', facts.endsAt),
  timeZone: facts.timeZone,
  teleconsultation: facts.teleconsultation,
  patient: fullName(visit.patientFirstName, visit.patientLastName),
});

const toRecipient = (person: Person): Recipient => ({
  name: fullName(person.firstName, person.lastName),
  address: person.email,
  language: person.locale.toLowerCase().startsWith('en') ? 'en' : 'fr',
});

const askCard = async ({ identity, officeConfig }: Clients, officeId: string): Promise<OfficeCard> => {
  const [found, profile] = await Promise.all([
    identity.getOffice({ officeId }),
    unlessUnknown(officeConfig.getProfile({ officeId })),
  ]);
  const settings: Partial<OfficeSettings> = profile?.settings ?? {};
  const summary = found.office;
  const town = [settings.postalCode ?? summary?.postalCode, settings.city ?? summary?.city].filter(Boolean).join(' ');
  return {
    officeId,
    ownerId: summary?.ownerId ?? '',
    practitioner: fullName(summary?.firstName ?? '', summary?.lastName ?? ''),
    address: [settings.street ?? summary?.street ?? '', town].filter((line) => line !== ''),
    access: settings.access?.trim() ?? '',
    phone: settings.secretariatPhone ?? '',
    patientsMayCancel: settings.patientsMayCancel ?? false,
    cancelCutoffHours: settings.cancelCutoffHours ?? 0,
  };
};

const unlessUnknown = async <T>(answer: Promise<T>): Promise<T | undefined> => {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AppError && error.kind === 'not_found') return undefined;
    throw error;
  }
};

const fullName = (firstName: string, lastName: string): string => `${firstName} ${lastName}`.trim();
