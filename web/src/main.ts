import { askEarly } from './early/answers';
import { paintOffice } from './early/office';
import './theme/base.css';

// What a first paint can show, and its questions, go ahead of the application, which is twenty times as large.
void askEarly('/api/session');
void paintOffice(location.pathname);
void import('./start').then(({ start }) => start());
