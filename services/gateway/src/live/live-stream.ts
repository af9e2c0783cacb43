import { AppError, type Logger } from '@creneau/chassis';
import type { Response } from 'express';
import type { LiveHub } from './live-hub';

const HEARTBEAT_MS = 15_000;
/** A page whose connection takes no more than this is let go: it reconnects and reads again. */
const MAX_PENDING_BYTES = 256 * 1024;
/** Rights are asked again this long before the token expires. */
const MARGIN_MS = 5_000;

/** Who reads the stream, and until when her token holds. */
export interface Reader {
  readonly personId: string;
  readonly sessionKey: string | undefined;
  readonly expiresMs: number;
}

interface Deps {
  readonly hub: LiveHub;
  readonly log: Logger;
  /** Asks again whether the reader may go on; undefined when her sign-in is over. Throws `forbidden` when she may not. */
  readonly admitAgain: () => Promise<Reader | undefined>;
}

/**
 * Writes an office's hints to one page until the page leaves, the token ends for good, or the reader loses her right:
 * every change about her asks for it again, and so does the stream once it listens.
 */
export const openLiveStream = (deps: Deps, response: Response, officeId: string, reader: Reader): void => {
  // The page may have left while its right was asked: nothing would ever stop what is begun for it now.
  if (response.destroyed) return;
  let closed = false;
  let expiry: NodeJS.Timeout | undefined;

  const write = (text: string): void => {
    if (closed) return;
    response.write(text);
    if (response.writableLength > MAX_PENDING_BYTES) response.destroy();
  };
  const event = (name: string, data: object): void => write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  const close = (reason: string): void => {
    event('close', { reason });
    // What comes until the socket has closed finds no stream to write to.
    closed = true;
    response.end();
  };

  const check = async (): Promise<void> => {
    try {
      const again = await deps.admitAgain();
      if (closed) return;
      if (again) wakeBefore(again.expiresMs);
      else close('session_over');
    } catch (error) {
      if (error instanceof AppError && error.kind === 'forbidden') close(error.code);
      else if (error instanceof AppError && error.kind === 'unauthenticated') close('token_expired');
      else {
        deps.log.warn({ cause: String(error) }, 'the right to a live stream could not be checked');
        close('unavailable');
      }
    }
  };
  const wakeBefore = (expiresMs: number): void => {
    clearTimeout(expiry);
    expiry = setTimeout(() => void check(), Math.max(0, expiresMs - MARGIN_MS - Date.now()));
  };

  const stopListening = deps.hub.listen({
    officeId,
    personId: reader.personId,
    sessionKey: reader.sessionKey,
    hint: (hint) => event('change', { area: hint.area, officeId: hint.officeId, sequence: hint.sequence }),
    personChanged: () => void check(),
    resync: () => {
      event('resync', {});
      // What was lost may have been about the reader herself.
      void check();
    },
    ended: () => close('session_over'),
    leave: () => close('restart'),
  });
  const heartbeat = setInterval(() => write(': still here\n\n'), HEARTBEAT_MS);
  response.once('close', () => {
    closed = true;
    clearInterval(heartbeat);
    clearTimeout(expiry);
    stopListening();
  });

  response.status(200).set({
    'content-type': 'text/event-stream',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  });
  response.flushHeaders();
  write('retry: 2000\n');
  event('ready', {});
  wakeBefore(reader.expiresMs);
  // Her right may have ended, or her session, after it was asked for and before this stream listened.
  void check();
};
