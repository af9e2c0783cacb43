import { AppError } from '@creneau/chassis';
import type { OfficeSummary } from '@creneau/proto/identity/v1/messages';
import type { Services } from '../outbound/clients';
import { present } from '../views/visit-view';

/** Names and existence of offices: public, asked often, and allowed to be a minute old. */
export interface OfficeDirectory {
  /** undefined when there is no such office. */
  find(officeId: string): Promise<OfficeSummary | undefined>;
  /**
   * The error to answer instead when it concerns an office that does not exist: services that know no offices can only
   * say that the person has no right there, or that nothing is generated.
   */
  explain(error: unknown, officeId: string): Promise<unknown>;
}

const REMEMBERED_MS = 60_000;
const REMEMBERED = 5_000;
const MAY_MEAN_NO_OFFICE = new Set(['not_affiliated', 'not_owner', 'planning_not_generated', 'office_not_configured']);

export const createOfficeDirectory = (identity: Pick<Services['identity'], 'getOffice'>): OfficeDirectory => {
  const remembered = new Map<string, { office: OfficeSummary; untilMs: number }>();

  const find: OfficeDirectory['find'] = async (officeId) => {
    const known = remembered.get(officeId);
    if (known && known.untilMs > Date.now()) return known.office;
    try {
      const office = present((await identity.getOffice({ officeId })).office);
      if (remembered.size >= REMEMBERED) remembered.clear();
      remembered.set(officeId, { office, untilMs: Date.now() + REMEMBERED_MS });
      return office;
    } catch (error) {
      if (error instanceof AppError && error.kind === 'not_found') return undefined;
      throw error;
    }
  };

  return {
    find,
    async explain(error, officeId) {
      if (!(error instanceof AppError) || !MAY_MEAN_NO_OFFICE.has(error.code)) return error;
      try {
        await identity.getOffice({ officeId });
        return error;
      } catch (reason) {
        return reason instanceof AppError && reason.kind === 'not_found' ? reason : error;
      }
    },
  };
};
