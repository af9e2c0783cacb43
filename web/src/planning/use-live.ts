import { useEffect, useRef, useState } from 'react';

export type LiveState = 'connecting' | 'live' | 'polling';

const reconnectMs = [1000, 2000, 5000, 15_000, 30_000];

/**
 * Listens to the hints that something of an office changed, and calls `onHint` for each, with the sequence to reach
 * when one is told. A connection that cannot be had is tried again, at longer and longer intervals; the page polls meanwhile.
 */
export const useLive = (officeId: string, onHint: (sequence?: number) => void): LiveState => {
  const [state, setState] = useState<LiveState>('connecting');
  const hint = useRef(onHint);
  hint.current = onHint;

  useEffect(() => {
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let failures = 0;

    const connect = () => {
      source = new EventSource(`/api/offices/${officeId}/live`);
      source.addEventListener('ready', () => {
        failures = 0;
        setState('live');
        hint.current();
      });
      source.addEventListener('change', (event) => hint.current(sequenceOf(event)));
      source.addEventListener('resync', () => hint.current());
      source.addEventListener('close', () => again());
      source.onerror = () => again();
    };
    const again = () => {
      source?.close();
      setState('polling');
      clearTimeout(timer);
      timer = setTimeout(connect, reconnectMs[Math.min(failures, reconnectMs.length - 1)]);
      failures++;
    };
    const online = () => {
      failures = 0;
      again();
    };

    connect();
    window.addEventListener('online', online);
    return () => {
      window.removeEventListener('online', online);
      clearTimeout(timer);
      source?.close();
    };
  }, [officeId]);

  return state;
};

/** The sequence of a hint of booking; the other areas are not counted by the planning. */
const sequenceOf = (event: Event): number | undefined => {
  if (!(event instanceof MessageEvent) || typeof event.data !== 'string') return undefined;
  try {
    const hint: unknown = JSON.parse(event.data);
    if (typeof hint !== 'object' || hint === null || !('area' in hint) || hint.area !== 'booking') return undefined;
    return 'sequence' in hint && typeof hint.sequence === 'number' ? hint.sequence : undefined;
  } catch {
    return undefined;
  }
};
