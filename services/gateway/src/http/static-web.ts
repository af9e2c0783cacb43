import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { notFound, unavailable } from '@creneau/chassis';
import { type RequestHandler, Router } from 'express';
import expressStaticGzip from 'express-static-gzip';
import { allowStyles } from './security-headers';

/** Vite writes hashed names into this folder: a name's content never changes. */
const HASHED = '/assets/';
const NONCE_PLACE = '__CSP_NONCE__';

/** The file server would answer such an address itself, in plain text. */
const refuseUndecodable: RequestHandler = (request, _response, next) => {
  decodeURIComponent(request.path);
  next();
};

/**
 * The single-page app: files as built (brotli or gzip beside them first), and index.html for every address of a page.
 * index.html gets a nonce of its own on each answer, and is therefore never kept.
 */
export const staticWeb = (root: string, publicUrl: string): Router => {
  const router = Router();
  const indexFile = join(root, 'index.html');
  let index: { html: string; modifiedMs: number } | undefined;

  /** Read again after a new build; in production it is read once. */
  const indexHtml = (): string => {
    if (!existsSync(indexFile)) throw unavailable('unavailable', 'The web application is not built.');
    const modifiedMs = statSync(indexFile).mtimeMs;
    if (index?.modifiedMs !== modifiedMs) index = { html: readFileSync(indexFile, 'utf8'), modifiedMs };
    return index.html;
  };

  const answerIndex: RequestHandler = (_request, response) => {
    const html = indexHtml().replaceAll(NONCE_PLACE, allowStyles(publicUrl, response));
    response.set({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).send(html);
  };

  router.get(['/', '/index.html'], answerIndex);
  router.use(refuseUndecodable);
  router.use(
    expressStaticGzip(root, {
      index: false,
      enableBrotli: true,
      orderPreference: ['br', 'gz'],
      serveStatic: {
        redirect: false,
        setHeaders: (response, path) => {
          const hashed = path.includes(HASHED);
          response.setHeader('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
        },
      },
    }),
  );
  router.get(/^\/(?!api\/|auth\/|assets\/)/, (request, response, next) => {
    if (request.accepts('text/html')) answerIndex(request, response, next);
    else next(notFound('not_found', 'No such address.'));
  });
  return router;
};
