import { type Affiliations, type Handlers, invalid, uuidField, uuidFields } from '@creneau/chassis';
import { DueState } from '@creneau/proto/payment/v1/messages';
import type { PaymentServiceService } from '@creneau/proto/payment/v1/service';
import type { Due, Mark } from '../../domain/due';
import type { MarkDue } from '../../use-cases/mark-due';
import { dueMessage } from '../../use-cases/messages';

/** Visits one call may ask for. */
const MAX_VISITS = 5_000;

const MARKS = new Map<DueState, Mark>([
  [DueState.UNPAID, 'unpaid'],
  [DueState.PAID, 'paid'],
  [DueState.EXEMPT, 'exempt'],
]);

export interface UseCases {
  affiliations: Affiliations;
  findDues(officeId: string, visitIds: readonly string[]): Promise<Due[]>;
  markDue(cmd: MarkDue): Promise<Due>;
}

export const makeHandlers = (use: UseCases): Handlers<PaymentServiceService> => ({
  async getDues(request, call) {
    const officeId = uuidField('officeId', request.officeId);
    const visitIds = uuidFields('visitIds', request.visitIds);
    if (visitIds.length > MAX_VISITS)
      throw invalid([{ field: 'visitIds', rule: 'too_many', message: `at most ${MAX_VISITS} visits` }]);
    if (call.service === 'gateway') await use.affiliations.requireReader(call, officeId);
    const dues = await use.findDues(officeId, visitIds);
    return { dues: dues.map(dueMessage) };
  },

  async markDue(request, call) {
    const officeId = uuidField('officeId', request.officeId);
    const visitId = uuidField('visitId', request.visitId);
    const mark = markField('state', request.state);
    const person = await use.affiliations.requireStaff(call, officeId);
    return { due: dueMessage(await use.markDue({ officeId, visitId, mark, markedBy: person.id })) };
  },
});

const markField = (field: string, state: DueState): Mark => {
  const mark = MARKS.get(state);
  if (!mark) throw invalid([{ field, rule: 'not_an_option', message: 'must be paid, unpaid or exempt' }]);
  return mark;
};
