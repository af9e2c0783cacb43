import { type Affiliations, type Logger, type Person, type TokenVerifier, unauthenticated } from '@creneau/chassis';
import { getLive } from '../api/planning';
import { personOf } from '../http/request-context';
import { type Route, streamRoute } from '../http/router';
import { leaveCount } from '../limits/in-flight';
import type { LiveHub } from '../live/live-hub';
import { openLiveStream, type Reader } from '../live/live-stream';
import type { Sessions } from '../session/sessions';
import type { OfficeDirectory } from './office-directory';

interface Deps {
  readonly hub: LiveHub;
  readonly log: Logger;
  readonly sessions: Pick<Sessions, 'byKey'>;
  readonly verifier: Pick<TokenVerifier, 'person'>;
  readonly affiliations: Affiliations;
  readonly offices: OfficeDirectory;
}

const RIGHT_MS = 5_000;

export const liveRoutes = ({ hub, log, sessions, verifier, affiliations, offices }: Deps): Route[] => {
  /** Asks identity each time: a removed secretary hears nothing more. */
  const requireStaff = (person: Person, officeId: string): Promise<Person> =>
    affiliations.requireStaff({ service: 'gateway', person, deadline: new Date(Date.now() + RIGHT_MS) }, officeId);

  const readerOf = (person: Person, sessionKey: string | undefined): Reader => ({
    personId: person.id,
    sessionKey,
    expiresMs: person.expiresAtEpochSeconds * 1000,
  });

  return [
    streamRoute(getLive, async ({ params: { officeId } }, context, response) => {
      const person = personOf(context);
      const sessionKey = context.session?.key;
      try {
        await requireStaff(person, officeId);
      } catch (error) {
        throw await offices.explain(error, officeId);
      }

      const admitAgain = async (): Promise<Reader | undefined> => {
        if (!sessionKey) {
          // Throws once the token has expired; a program reconnects with a new one.
          const same = await verifier.person(person.token);
          if (same.expiresAtEpochSeconds * 1000 - Date.now() < RIGHT_MS)
            throw unauthenticated('token_expired', 'The token has expired.');
          await requireStaff(same, officeId);
          return readerOf(same, undefined);
        }
        const session = await sessions.byKey(sessionKey);
        if (!session) return undefined;
        const renewed = await verifier.person(session.accessToken);
        await requireStaff(renewed, officeId);
        return readerOf(renewed, sessionKey);
      };

      leaveCount(response.locals);
      openLiveStream({ hub, log, admitAgain }, response, officeId, readerOf(person, sessionKey));
    }),
  ];
};
