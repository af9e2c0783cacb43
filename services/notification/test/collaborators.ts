import {
  createLogger,
  createTokenVerifier,
  expose,
  Health,
  Life,
  notFound,
  openGrpcServer,
  unavailable,
} from '@creneau/chassis';
import { stackVariable } from '@creneau/chassis/testing';
import type { Visit } from '@creneau/proto/booking/v1/messages';
import { BookingServiceService } from '@creneau/proto/booking/v1/service';
import { type Person, Relation } from '@creneau/proto/identity/v1/messages';
import { IdentityServiceService } from '@creneau/proto/identity/v1/service';
import { OfficeConfigServiceService } from '@creneau/proto/officeconfig/v1/service';

/** The RPCs that notification asks, by the contracts of their owners. */
const bookingRpcs = { getVisits: BookingServiceService.getVisits };
const identityRpcs = {
  getPeople: IdentityServiceService.getPeople,
  getOffice: IdentityServiceService.getOffice,
  getAffiliation: IdentityServiceService.getAffiliation,
};
const officeConfigRpcs = { getProfile: OfficeConfigServiceService.getProfile };

const rule = { from: ['notification'], person: 'nobody' } as const;

/** What booking and identity would answer; a test changes it as their users would. */
export interface World {
  visits: Map<string, Visit>;
  people: Map<string, Person>;
  /** Owner by office. */
  owners: Map<string, string>;
  /** A visit that booking fails to answer for. */
  broken?: string | undefined;
  /** Booking answers that it cannot now. */
  away?: boolean;
  /** For whom was asked, call by call. */
  asked: { visits: string[][]; people: string[][]; offices: string[] };
}

/**
 * booking, identity and office-config as notification sees them, over real gRPC with real tokens. The owners themselves
 * cannot stand in: their visits would have to be booked at the test's own time, and their people have no bad address.
 */
export const openCollaborators = async (world: World): Promise<{ address: string; close: () => Promise<void> }> => {
  const log = createLogger('notification-test', 'fatal');
  const life = new Life(log);
  const verifier = createTokenVerifier(stackVariable('OIDC_ISSUER'));
  const port = await openGrpcServer(
    { port: 0, life, health: new Health(), log, verifier },
    expose(
      bookingRpcs,
      { getVisits: rule },
      {
        async getVisits({ visitIds }) {
          world.asked.visits.push(visitIds);
          if (world.away) throw unavailable('database_unavailable', 'The database is away.');
          if (visitIds.includes(world.broken ?? '')) throw new Error('a row that cannot be read');
          return { visits: visitIds.flatMap((id) => world.visits.get(id) ?? []) };
        },
      },
    ),
    expose(
      identityRpcs,
      { getPeople: rule, getOffice: rule, getAffiliation: rule },
      {
        async getPeople({ personIds }) {
          world.asked.people.push(personIds);
          return { people: personIds.flatMap((id) => world.people.get(id) ?? []) };
        },
        async getOffice({ officeId }) {
          world.asked.offices.push(officeId);
          const ownerId = world.owners.get(officeId);
          if (!ownerId) throw notFound('office_not_found', 'There is no such office.');
          const owner = world.people.get(ownerId);
          return {
            office: {
              officeId,
              ownerId,
              lastName: owner?.lastName ?? '',
              firstName: owner?.firstName ?? '',
              mainFunction: '',
              street: '12 rue des Lilas',
              postalCode: '75011',
              city: 'Paris',
              bookable: true,
            },
          };
        },
        async getAffiliation({ officeId, personId }) {
          return { relation: world.owners.get(officeId) === personId ? Relation.OWNER : Relation.UNSPECIFIED };
        },
      },
    ),
    expose(
      officeConfigRpcs,
      { getProfile: rule },
      {
        async getProfile() {
          throw notFound('office_not_configured', 'The office has no settings.');
        },
      },
    ),
  );
  return { address: `dns:///localhost:${port}`, close: () => life.stop() };
};
