import { StrictMode } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { App } from './app';
import { keepEarlyFocus } from './early/focus';
import { betweenPresses } from './early/press';
import { keepEarlyScroll } from './early/scroll';
import { keepEarlySearch } from './early/search';
import { startI18n } from './i18n/i18n';
import { preloadPage } from './routes';

export const start = async (): Promise<void> => {
  await Promise.all([startI18n(), preloadPage(location.pathname)]);
  const root = document.getElementById('root');
  if (!root) throw new Error('the page has no #root');
  await betweenPresses();
  // With its first page in hand, the application replaces the first paint in one go, so that nothing is typed in between.
  keepEarlySearch();
  keepEarlyScroll();
  const focusAgain = keepEarlyFocus();
  flushSync(() =>
    createRoot(root).render(
      <StrictMode>
        <App />
      </StrictMode>,
    ),
  );
  focusAgain();
};
