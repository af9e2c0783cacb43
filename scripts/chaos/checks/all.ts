import type { History } from '../history';
import type { Snapshot } from '../snapshot';
import type { Violation } from '../violation';
import { checkClaims } from './claims';
import { checkEffects } from './effects';
import { checkKeys } from './keys';
import { checkMails } from './mails';
import { checkOrder } from './order';
import { checkRefusals } from './refusals';
import { checkSlots } from './slots';
import { checkStaff } from './staff';
import { checkVisits } from './visits';

/** Everything that must hold of a run, proven from its history and from what stood in the end. */
export const checkAll = (history: History, snapshot: Snapshot): Violation[] => [
  ...checkSlots(history, snapshot),
  ...checkVisits(history, snapshot),
  ...checkKeys(history, snapshot),
  ...checkClaims(history, snapshot),
  ...checkOrder(snapshot),
  ...checkEffects(snapshot),
  ...checkMails(history, snapshot),
  ...checkStaff(history, snapshot),
  ...checkRefusals(history, snapshot),
];
