/**
 * The path to come back to after sign-in: one of our own site, or `/`.
 * Whatever a browser could read as another origin (`//evil`, `/\evil`, a scheme, control characters) is refused.
 */
export const safeReturnTo = (wanted: unknown, publicUrl: string): string => {
  if (typeof wanted !== 'string' || !wanted.startsWith('/') || wanted.length > 2_000) return '/';
  const origin = new URL(publicUrl).origin;
  const url = URL.canParse(wanted, origin) ? new URL(wanted, origin) : undefined;
  if (!url || url.origin !== origin) return '/';
  const path = `${url.pathname}${url.search}${url.hash}`;
  // "/.//evil" parses to the path "//evil", which alone would mean another host.
  if (path.startsWith('//') || path.startsWith('/auth/')) return '/';
  return path;
};
