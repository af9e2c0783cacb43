import { randomBytes } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';

/** A strict policy: our own scripts, styles, fonts and connections, nothing inline, no frames. */
const contentPolicy = (publicUrl: string, styles: readonly string[]) => ({
  useDefaults: false,
  directives: {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': styles,
    'img-src': ["'self'", 'data:', 'blob:'],
    'font-src': ["'self'"],
    'connect-src': ["'self'"],
    'manifest-src': ["'self'"],
    'worker-src': ["'self'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
    'base-uri': ["'none'"],
    ...(isTls(publicUrl) && { 'upgrade-insecure-requests': [] }),
  },
});

const isTls = (publicUrl: string): boolean => publicUrl.startsWith('https:');

/** Sets on every answer what helmet would, worked out once: it is the same each time. */
export const securityHeaders = (publicUrl: string): RequestHandler => {
  const sample = new ServerResponse(new IncomingMessage(new Socket()));
  helmet({
    contentSecurityPolicy: contentPolicy(publicUrl, ["'self'"]),
    strictTransportSecurity: isTls(publicUrl) && { maxAge: 31_536_000, includeSubDomains: true },
    referrerPolicy: { policy: 'same-origin' },
    crossOriginEmbedderPolicy: false,
    xFrameOptions: { action: 'deny' },
  })(sample.req, sample, () => undefined);
  const headers = Object.entries({
    ...sample.getHeaders(),
    'permissions-policy': 'camera=(self), microphone=(self), geolocation=(self), payment=(), usb=()',
  });
  return (_request, response, next) => {
    for (const [name, value] of headers) if (value !== undefined) response.setHeader(name, value);
    next();
  };
};

/**
 * Widens a page's policy by a nonce of its own, and answers it: only <style> tags that carry it are applied. The component
 * library injects some.
 */
export const allowStyles = (publicUrl: string, response: Response): string => {
  const nonce = randomBytes(16).toString('base64url');
  const policy = contentPolicy(publicUrl, ["'self'", `'nonce-${nonce}'`]);
  helmet.contentSecurityPolicy(policy)(response.req, response, () => undefined);
  return nonce;
};
