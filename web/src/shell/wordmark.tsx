import c from './shell.module.css';

/** Four moments of a day, one of them free. */
export const Wordmark = () => (
  <span className={c.wordmark}>
    <svg viewBox="0 0 28 28" width="28" height="28" aria-hidden="true" focusable="false">
      <rect width="28" height="28" rx="8" fill="var(--action)" />
      <circle cx="9.5" cy="9.5" r="3" fill="var(--action-ink)" />
      <circle cx="9.5" cy="18.5" r="3" fill="var(--action-ink)" />
      <circle cx="18.5" cy="18.5" r="3" fill="var(--action-ink)" />
      <circle cx="18.5" cy="9.5" r="3.4" fill="var(--free-dot)" />
    </svg>
    Créneau
  </span>
);
