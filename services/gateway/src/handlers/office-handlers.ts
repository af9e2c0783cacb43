import { AppError, notFound, type RememberedAnswers } from '@creneau/chassis';
import { type Availability, getAvailability, getOffice, searchOffices } from '../api/offices';
import { type Representation, representJson } from '../http/representation';
import { bytesRoute, type Route, route } from '../http/router';
import type { Services } from '../outbound/clients';
import { officeInstants } from '../views/office-time';
import { officeView } from '../views/person-view';
import { profileView, reasonView } from '../views/settings-view';
import { present } from '../views/visit-view';
import type { OfficeDirectory } from './office-directory';

interface Deps {
  readonly services: Pick<Services, 'identity' | 'officeConfig' | 'scheduling'>;
  readonly offices: OfficeDirectory;
  readonly freeTime: RememberedAnswers<Representation>;
}

export const officeRoutes = ({
  services: { identity, officeConfig, scheduling },
  offices,
  freeTime,
}: Deps): Route[] => {
  /** The public settings; undefined while the office has none. */
  const profileOf = async (officeId: string) => {
    try {
      return await officeConfig.getProfile({ officeId });
    } catch (error) {
      if (error instanceof AppError && error.kind === 'not_found') return undefined;
      throw error;
    }
  };

  const availabilityOf = async (officeId: string, from: string, to: string): Promise<Availability> => {
    try {
      const { timeZone, days } = await scheduling.getAvailability({ officeId, from, to });
      return {
        officeId,
        timeZone,
        days: days.map((day) => ({
          day: day.day,
          visitMinutes: day.visitMinutes,
          starts: officeInstants(day.freeStartsEpochSeconds, timeZone),
        })),
      };
    } catch (error) {
      if (!(error instanceof AppError) || error.kind !== 'not_found') throw error;
      throw (await offices.find(officeId)) ? error : notFound('office_not_found', 'There is no such office.');
    }
  };

  return [
    route(searchOffices, async ({ query }) => {
      const found = await identity.searchOffices({
        query: query.q,
        city: query.city,
        limit: query.limit,
        offset: query.offset,
      });
      return { offices: found.offices.map(officeView), total: found.total };
    }),

    route(getOffice, async ({ params: { officeId } }) => {
      // Not from the directory's memory: an office just opened, or just made bookable, shows at once.
      const [{ office }, profile] = await Promise.all([identity.getOffice({ officeId }), profileOf(officeId)]);
      return {
        ...officeView(present(office)),
        profile: profile ? profileView(present(profile.settings)) : null,
        reasons: profile?.reasons.map(reasonView) ?? [],
      };
    }),

    bytesRoute(getAvailability, ({ params: { officeId }, query: { from, to } }) =>
      freeTime.of(officeId, `${from} ${to}`, async () => representJson(await availabilityOf(officeId, from, to))),
    ),
  ];
};
