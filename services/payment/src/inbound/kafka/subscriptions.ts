import { invalid, onEvent, type Subscription, uuidField } from '@creneau/chassis';
import { VisitBooked, VisitCancelled } from '@creneau/proto/booking/v1/events';
import type { VisitFacts } from '@creneau/proto/booking/v1/messages';
import type { BilledVisit } from '../../domain/due';
import { openDue, voidDue } from '../../use-cases/apply-visit';
import type { Deps } from '../../use-cases/ports';

/** What is listened to. */
export const areas = ['booking'] as const;

/** Only teleconsultations are paid here. A moved visit costs what it did. */
export const subscriptions = (d: Pick<Deps, 'outbox' | 'clock'>): Subscription[] => [
  onEvent(VisitBooked, ({ data }, tx) => openDue(tx, d, toBilledVisit(data.visit)), { concerns: isBilled }),
  onEvent(VisitCancelled, ({ data }, tx) => voidDue(tx, d, toBilledVisit(data.visit)), { concerns: isBilled }),
];

/** One without its visit is no event: its effect says so. */
const isBilled = ({ visit }: { visit?: VisitFacts | undefined }): boolean => visit?.teleconsultation !== false;

const toBilledVisit = (visit: VisitFacts | undefined): BilledVisit => {
  if (!visit) throw invalid([{ field: 'visit', rule: 'required', message: 'is required' }]);
  return {
    visitId: uuidField('visit.visitId', visit.visitId),
    officeId: uuidField('visit.officeId', visit.officeId),
    teleconsultation: visit.teleconsultation,
    priceCents: visit.priceCents,
    version: visit.version,
  };
};
