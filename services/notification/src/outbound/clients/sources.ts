import { AppError, instantField, type RpcClient } from '@creneau/chassis';
import type { BookingServiceService } from '@creneau/proto/booking/v1/service';
import type { Person } from '@creneau/proto/identity/v1/messages';
import type { IdentityServiceService } from '@creneau/proto/identity/v1/service';
import type { OfficeSettings } from '@creneau/proto/officeconfig/v1/messages';
import type { OfficeConfigServiceService } from '@creneau/proto/officeconfig/v1/service';
import type { OfficeCard } from '../../domain/letter';
import type { Sources } from '../../use-cases/ports';
import { toVisitFacts } from './visit-messages';

interface Clients {
  booking: Pick<RpcClient<BookingServiceService>, 'getVisit'>;
  identity: Pick<RpcClient<IdentityServiceService>, 'getPeople' | 'getOffice'>;
  officeConfig: Pick<RpcClient<OfficeConfigServiceService>, 'getProfile'>;
}

/** An office's address and phone a minute old are those of a mail sent a minute ago; reminders of one day come in rows. */
const REMEMBERED_MS = 60_000;
const REMEMBERED = 5_000;

/** Asks the owners of visits and people each time, since nothing personal is kept; of offices, once a minute. */
export const createSources = (clients: Clients): Sources => {
  const { booking, identity } = clients;
  const remembered = new Map<string, { card: OfficeCard; untilMs: number }>();
  return {
    async visit(visitId) {
      const { visit } = (await unlessUnknown(booking.getVisit({ visitId }))) ?? {};
      if (!visit?.facts) return undefined;
      return {
        ...toVisitFacts(visit.facts),
        endsAt: instantField('visit.endsAt', visit.facts.endsAt),
        timeZone: visit.facts.timeZone,
        teleconsultation: visit.facts.teleconsultation,
        patient: fullName(visit.patientFirstName, visit.patientLastName),
      };
    },

    async recipient(personId) {
      const { people } = await identity.getPeople({ personIds: [personId] });
      const person: Person | undefined = people[0];
      if (!person?.email) return undefined;
      return {
        name: fullName(person.firstName, person.lastName),
        address: person.email,
        language: person.locale.toLowerCase().startsWith('en') ? 'en' : 'fr',
      };
    },

    async office(officeId) {
      const known = remembered.get(officeId);
      if (known && known.untilMs > performance.now()) return known.card;
      const card = await askCard(clients, officeId);
      if (remembered.size >= REMEMBERED) remembered.clear();
      remembered.set(officeId, { card, untilMs: performance.now() + REMEMBERED_MS });
      return card;
    },
  };
};

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
