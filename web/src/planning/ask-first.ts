import { queries } from '../api/query-client';
import { sessionQuery } from '../api/session';
import { myOfficesQuery, planningQuery } from '../api/staff';
import { arrivedMs } from '../early/answers';
import { hasAgreed } from '../shell/has-agreed';
import { officeAmong, rememberedOffice } from '../staff/chosen-office';

/** Has the first answers of the page in hand when it is first shown. What was asked early is not asked again. */
export const askFirst = async (): Promise<void> => {
  const session = await queries.fetchQuery(sessionQuery);
  if (!session.signedIn || !hasAgreed(session.me)) return;
  const offices = queries.prefetchQuery(myOfficesQuery);
  const mine = officeAmong(session.me.affiliations, rememberedOffice());
  if (mine) await takePlanning(mine.officeId);
  await offices;
};

const takePlanning = async (officeId: string): Promise<void> => {
  const early = arrivedMs(`/api/offices/${officeId}/planning`);
  const query = planningQuery(officeId);
  await queries.prefetchQuery(query);
  // It is as old as its answer, not as the application.
  if (early !== undefined) queries.setQueryData(query.queryKey, (planning) => planning, { updatedAt: early });
};
