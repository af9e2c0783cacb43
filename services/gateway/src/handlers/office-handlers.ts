import { AppError, notFound } from '@creneau/chassis';
import { getAvailability, getOffice, searchOffices } from '../api/offices';
import { type Route, route } from '../http/router';
import type { Services } from '../outbound/clients';
import { officeInstants } from '../views/office-time';
import { officeView } from '../views/person-view';
import { profileView, reasonView } from '../views/settings-view';
import { present } from '../views/visit-view';
import type { OfficeDirectory } from './office-directory';

interface Deps {
  readonly services: Pick<Services, 'identity' | 'officeConfig' | 'scheduling'>;
  readonly offices: OfficeDirectory;
}

export const officeRoutes = ({ services: { identity, officeConfig, scheduling }, offices }: Deps): Route[] => {
  /** The public settings; undefined while the office has none. */
  const profileOf = async (officeId: string) => {
    try {
      return await officeConfig.getProfile({ officeId });
    } catch (error) {
      if (error instanceof AppError && error.kind === 'not_found') return undefined;
      throw error;
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

    route(getAvailability, async ({ params: { officeId }, query }) => {
      try {
        const { timeZone, days } = await scheduling.getAvailability({ officeId, ...query });
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
    }),
  ];
};
