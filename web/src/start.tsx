import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app';
import { keepEarlyPlace } from './early/place';
import { keepEarlySearch } from './early/search';
import { startI18n } from './i18n/i18n';
import { preloadPage } from './routes';

export const start = async (): Promise<void> => {
  // With its first page in hand, the application replaces the first paint in one go.
  await Promise.all([startI18n(), preloadPage(location.pathname)]);
  const root = document.getElementById('root');
  if (!root) throw new Error('the page has no #root');
  keepEarlySearch();
  keepEarlyPlace();
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
};
