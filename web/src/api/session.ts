import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api, type Schema } from './client';

export type Me = Schema['Me'];
export type Session = Schema['Session'];

export const sessionQuery = {
  queryKey: ['session'] as const,
  queryFn: () => answer(api.GET('/api/session')),
  staleTime: 60_000,
  // Signed in or out in another tab: coming back to this one tells.
  refetchOnWindowFocus: 'always' as const,
};

/** Who is signed in: `undefined` while unknown, `null` for nobody. */
export const useMe = (): Me | null | undefined => {
  const { data } = useQuery(sessionQuery);
  if (!data) return undefined;
  return 'me' in data ? data.me : null;
};

/** Who is signed in, or was when the session ended under the open page. */
export const useLastMe = (): Me | null | undefined => {
  const me = useMe();
  const [last, setLast] = useState<Me>();
  if (me && me !== last) setLast(me);
  return me ?? last ?? me;
};

/** Where the browser goes to sign in and come back to `returnTo`, a path of this site. */
export const signInUrl = (returnTo: string): string =>
  `/auth/login?returnTo=${encodeURIComponent(returnTo)}&lang=${document.documentElement.lang || 'fr'}`;

/** The sign-in service's own page for a new password, and back. */
export const changePasswordUrl = (returnTo: string): string => `${signInUrl(returnTo)}&action=UPDATE_PASSWORD`;

export const herePath = (): string => location.pathname + location.search;
