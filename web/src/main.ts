import type { Session } from './api/session';
import { askEarly } from './early/answers';
import { paintOffice } from './early/office';
import { askPlanningEarly } from './early/planning-questions';
import './early/press';
import './theme/base.css';

// What a first paint can show, and its questions, go ahead of the application, which is twenty times as large.
const session = askEarly<Session>('/api/session');
// Without it, all the same is shown a little later.
void paintOffice(location.pathname).catch(() => undefined);
// A file of its own, since the pages of the public do without it.
let planning: Promise<(() => void) | undefined> | undefined;
if (/^\/planning\/?$/.test(location.pathname)) {
  const asked = askPlanningEarly(session);
  planning = import('./early/planning/paint').then(({ paintPlanning }) => paintPlanning(asked)).catch(() => undefined);
}
void import('./start')
  .then(({ start }) => start())
  .catch(() => {
    // No slot that is painted would answer: the page says so instead. A planning stays, as of when it was read.
    void planning?.then((complete) => complete?.());
    document.querySelector('.early-office')?.remove();
    document.querySelector('.early-failed')?.removeAttribute('hidden');
  });
