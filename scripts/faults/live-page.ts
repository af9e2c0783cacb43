import { EventSource } from 'eventsource';

/** A planning page as a browser keeps it: listens, and when its stream ends connects again, to whichever replica answers. */
export interface LivePage {
  /** Names of the events it got, in order: ready, change, resync, close. */
  readonly events: readonly string[];
  /** Sequences of booking's hints. */
  readonly sequences: readonly number[];
  /** Where its stream comes from now; undefined while it has none. */
  connectedTo(): string | undefined;
  leave(): void;
}

interface Page {
  readonly officeId: string;
  /** Addresses of the replicas; the page goes round them like a balancer does. */
  readonly origins: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
}

/** The web's own first pause. */
const AGAIN_AFTER_MS = 1_000;
const NAMES = ['ready', 'change', 'resync', 'close'] as const;

export const openLivePage = ({ officeId, origins, headers }: Page): LivePage => {
  const events: string[] = [];
  const sequences: number[] = [];
  let source: EventSource | undefined;
  let connected: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let tries = 0;

  const connect = (): void => {
    const origin = origins[tries % origins.length] ?? '';
    tries += 1;
    const opened = new EventSource(`${origin}/api/offices/${officeId}/live`, {
      fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, ...headers } }),
    });
    source = opened;
    const again = (): void => {
      if (source !== opened) return;
      opened.close();
      source = undefined;
      connected = undefined;
      timer = setTimeout(connect, AGAIN_AFTER_MS);
    };
    for (const name of NAMES)
      opened.addEventListener(name, ({ data }: { data: unknown }) => {
        events.push(name);
        if (name === 'ready') connected = origin;
        if (name === 'close') again();
        const hint = data ? (JSON.parse(String(data)) as { area?: string; sequence?: number }) : {};
        if (hint.area === 'booking' && hint.sequence !== undefined) sequences.push(hint.sequence);
      });
    opened.onerror = again;
  };

  connect();
  return {
    events,
    sequences,
    connectedTo: () => connected,
    leave: () => {
      clearTimeout(timer);
      const last = source;
      source = undefined;
      last?.close();
    },
  };
};
