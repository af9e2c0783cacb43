import { useEffect, useState } from 'react';
import c from './components.module.css';

type Toast = { id: number; text: string };
type Listener = (text: string) => void;

let listener: Listener | undefined;

/** Says at the bottom of the page, and to screen readers, that something was done. */
export const say = (text: string): void => listener?.(text);

export const Toasts = () => {
  const [toasts, setToasts] = useState<Toast[]>([]);
  useEffect(() => {
    let next = 0;
    const timers = new Set<ReturnType<typeof setTimeout>>();
    listener = (text) => {
      const id = next++;
      setToasts((all) => [...all, { id, text }]);
      timers.add(setTimeout(() => setToasts((all) => all.filter((toast) => toast.id !== id)), 6000));
    };
    return () => {
      listener = undefined;
      for (const timer of timers) clearTimeout(timer);
    };
  }, []);
  return (
    <div className={c.toasts} role="status" aria-live="polite">
      {toasts.map((toast) => (
        <div key={toast.id} className={c.toast}>
          {toast.text}
        </div>
      ))}
    </div>
  );
};
