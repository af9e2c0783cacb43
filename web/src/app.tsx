import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { BrowserRouter } from 'react-router';
import { queries } from './api/query-client';
import { sessionQuery } from './api/session';
import { Pages } from './routes';
import { theme } from './theme/theme';

// Asked while the page itself is still on its way.
void queries.prefetchQuery(sessionQuery);
const schemes = localStorageColorSchemeManager({ key: 'creneau.scheme' });
const styleNonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

export const App = () => (
  <MantineProvider
    theme={theme}
    colorSchemeManager={schemes}
    defaultColorScheme="auto"
    withCssVariables={false}
    withGlobalClasses={false}
    getStyleNonce={() => styleNonce}
  >
    <QueryClientProvider client={queries}>
      <BrowserRouter>
        <Pages />
      </BrowserRouter>
    </QueryClientProvider>
  </MantineProvider>
);
