import { useCallback, useEffect, useRef, useState } from 'react';
import { fetchCaptcha } from '../api/account';

export type Proof = { state: 'working' } | { state: 'done'; payload: string } | { state: 'failed' };

/** A proof of work for a form: begins at once; `renew` asks for a fresh challenge (they expire, and are good once). */
export const useProof = (): { proof: Proof; renew: () => void } => {
  const [proof, setProof] = useState<Proof>({ state: 'working' });
  const [round, setRound] = useState(0);
  const alive = useRef(0);

  useEffect(() => {
    const mine = round + 1;
    alive.current = mine;
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    const settle = (next: Proof) => {
      if (alive.current === mine) setProof(next);
    };
    setProof({ state: 'working' });
    worker.onmessage = ({ data }: MessageEvent<string | null>) =>
      settle(data === null ? { state: 'failed' } : { state: 'done', payload: data });
    worker.onerror = () => settle({ state: 'failed' });
    fetchCaptcha().then(
      (challenge) => worker.postMessage(challenge),
      () => settle({ state: 'failed' }),
    );
    return () => worker.terminate();
  }, [round]);

  return { proof, renew: useCallback(() => setRound((n) => n + 1), []) };
};
