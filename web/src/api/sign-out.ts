const pageOf = (body: unknown): string =>
  typeof body === 'object' && body !== null && 'location' in body && typeof body.location === 'string'
    ? body.location
    : '/';

/** Ends the session here, then at the sign-in service, which sends the browser back to the home page. */
export const signOut = async (): Promise<void> => {
  try {
    // What this tab kept (a booking begun, the last planning) belongs to the person who leaves.
    sessionStorage.clear();
    const response = await fetch('/auth/logout', { method: 'POST', headers: { 'X-Creneau-Csrf': '1' } });
    location.assign(pageOf(await response.json()));
  } catch {
    location.assign('/');
  }
};
