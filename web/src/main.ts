import { askEarly } from './early/answers';
import { paintOffice } from './early/office';
import './theme/base.css';

// What a first paint can show, and its questions, go ahead of the application, which is twenty times as large.
void askEarly('/api/session');
// Without it, all the same is shown a little later.
void paintOffice(location.pathname).catch(() => undefined);
void import('./start')
  .then(({ start }) => start())
  .catch(() => {
    // Nothing that is painted would answer: the page says so instead.
    document.querySelector('.early-office')?.remove();
    document.querySelector('.early-failed')?.removeAttribute('hidden');
  });
