import { randomBytes } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';

/** The nonce of one answer: only <style> tags that carry it are applied. */
export const styleNonceOf = (response: Response): string => String(response.locals.styleNonce);

/**
 * A strict policy: our own scripts, styles, fonts and connections, nothing inline, no frames. The component library
 * injects <style> tags, so that styles alone have a nonce, made anew for every page.
 */
export const securityHeaders = (publicUrl: string): RequestHandler[] => {
  const tls = publicUrl.startsWith('https:');
  const giveNonce: RequestHandler = (_request, response, next) => {
    response.locals.styleNonce = randomBytes(16).toString('base64url');
    next();
  };
  const headers = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        'style-src': ["'self'", (_request, response) => `'nonce-${styleNonceOf(response as Response)}'`],
        'img-src': ["'self'", 'data:', 'blob:'],
        'font-src': ["'self'"],
        'connect-src': ["'self'"],
        'manifest-src': ["'self'"],
        'worker-src': ["'self'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
        'base-uri': ["'none'"],
        ...(tls && { 'upgrade-insecure-requests': [] }),
      },
    },
    strictTransportSecurity: tls && { maxAge: 31_536_000, includeSubDomains: true },
    referrerPolicy: { policy: 'same-origin' },
    crossOriginEmbedderPolicy: false,
    xFrameOptions: { action: 'deny' },
  });
  const permissions: RequestHandler = (_request, response, next) => {
    response.setHeader(
      'permissions-policy',
      'camera=(self), microphone=(self), geolocation=(self), payment=(), usb=()',
    );
    next();
  };
  return [giveNonce, headers, permissions];
};
