import { LIVE_CHANNEL, type Life, type LiveHint, type Logger, openSubscription, parseHint } from '@creneau/chassis';
import { Gauge } from 'prom-client';
import { ENDED_CHANNEL } from '../session/session-store';

const streams = new Gauge({ name: 'creneau_live_streams', help: 'Open live streams of pages' });

/** What a stream wants to hear. */
export interface Listener {
  readonly officeId: string;
  readonly personId: string;
  /** Key of the cookie session that opened it. */
  readonly sessionKey: string | undefined;
  hint(hint: LiveHint): void;
  /** Something about the person changed: her right to listen may be gone. */
  personChanged(): void;
  /** Hints may have been lost: read again. */
  resync(): void;
  /** The session ended. */
  ended(): void;
  /** The process is stopping. */
  leave(): void;
}

export interface LiveHub {
  /** Returns how to stop listening. */
  listen(listener: Listener): () => void;
  /** Ends every stream: pages reconnect, to another replica. */
  leaveAll(): void;
}

/** One Redis subscription for all pages of this replica. When it was away, every page is told to read again. */
export const openLiveHub = async (life: Life, log: Logger, url: string): Promise<LiveHub> => {
  const byOffice = new Map<string, Set<Listener>>();
  const all = new Set<Listener>();
  let interrupted = false;

  const heard = (channel: string, message: string): void => {
    if (channel === ENDED_CHANNEL) {
      for (const listener of all) if (listener.sessionKey === message) listener.ended();
      return;
    }
    const hint = parseHint(message);
    if (!hint) {
      log.warn('a live hint could not be read');
      return;
    }
    // Facts about people are keyed by person, all others by office.
    if (hint.area === 'identity') {
      for (const listener of all) if (listener.personId === hint.officeId) listener.personChanged();
      return;
    }
    for (const listener of byOffice.get(hint.officeId) ?? []) listener.hint(hint);
  };

  await openSubscription({
    life,
    log,
    url,
    channels: [LIVE_CHANNEL, ENDED_CHANNEL],
    heard,
    lost: () => {
      interrupted = true;
    },
    restored: () => {
      if (interrupted) for (const listener of all) listener.resync();
      interrupted = false;
    },
  });
  return {
    leaveAll() {
      for (const listener of all) listener.leave();
    },
    listen(listener) {
      all.add(listener);
      const listeners = byOffice.get(listener.officeId) ?? new Set();
      byOffice.set(listener.officeId, listeners.add(listener));
      streams.set(all.size);
      return () => {
        all.delete(listener);
        listeners.delete(listener);
        if (listeners.size === 0 && byOffice.get(listener.officeId) === listeners) byOffice.delete(listener.officeId);
        streams.set(all.size);
      };
    },
  };
};
