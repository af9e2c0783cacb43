import type { CookieOptions, Request, Response } from 'express';

/** One cookie of the gateway's own, readable by no script and sent to no other site. */
export interface PrivateCookie {
  read(request: Request): string | undefined;
  /** Without a lifetime it ends with the browser. */
  write(response: Response, value: string, lifetimeMs?: number): void;
  clear(response: Response): void;
}

/** The raw value of a cookie, or undefined. Names of ours hold nothing that would have to be decoded. */
const cookieOf = (request: Request, name: string): string | undefined => {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
};

/**
 * `__Host-` makes the browser refuse the cookie unless it is Secure, for the whole host and for this host alone.
 * Browsers take Secure cookies from http://localhost; another address without TLS (a phone on the same network, in
 * development) needs `secure: false`, and then a name of its own.
 */
export const privateCookie = (name: string, secure: boolean): PrivateCookie => {
  const fullName = secure ? `__Host-${name}` : `${name}-dev`;
  const options: CookieOptions = { secure, httpOnly: true, sameSite: 'lax', path: '/' };
  return {
    read: (request) => cookieOf(request, fullName),
    write: (response, value, lifetimeMs) =>
      response.cookie(fullName, value, lifetimeMs === undefined ? options : { ...options, maxAge: lifetimeMs }),
    clear: (response) => response.clearCookie(fullName, options),
  };
};
