import { randomUUID } from 'node:crypto';
import { invalid, notFound } from '@creneau/chassis';
import { faultOfReason, type Reason, tidyReason } from '../domain/reasons';
import type { Deps } from './ports';

export interface AddReason {
  officeId: string;
  authorId: string;
  text: string;
}

/** Adds a line to the office's table (E4). Throws `invalid` on the text: empty, too long, there already, table full. */
export const makeAddReason =
  (d: Pick<Deps, 'log'>) =>
  async ({ officeId, authorId, text }: AddReason): Promise<Reason> => {
    const reason = { id: randomUUID(), text: tidyReason(text) };
    await d.log.append(officeId, authorId, ({ reasons }) => {
      const fault = faultOfReason(reasons, reason.text);
      if (fault) throw invalid([fault]);
      return { kind: 'reason_added', reason };
    });
    return reason;
  };

export interface RemoveReason {
  officeId: string;
  authorId: string;
  reasonId: string;
}

/** Throws `not_found` (reason_not_found). */
export const makeRemoveReason =
  (d: Pick<Deps, 'log'>) =>
  async ({ officeId, authorId, reasonId }: RemoveReason): Promise<void> => {
    await d.log.append(officeId, authorId, ({ reasons }) => {
      if (!reasons.some((reason) => reason.id === reasonId))
        throw notFound('reason_not_found', 'The table has no such reason.');
      return { kind: 'reason_removed', reasonId };
    });
  };
