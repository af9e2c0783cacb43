import { IconX } from '@tabler/icons-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import c from './dialog.module.css';

type Props = {
  open: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  sheet?: boolean;
  /** What was confirmed is under way: the dialog stays until it has come to an end. */
  busy?: boolean;
};

/**
 * The browser's own modal dialog: it keeps the focus inside, closes on Escape, gives the focus back,
 * and makes the page behind inert. `sheet` comes up from the thumb's side on a phone.
 */
export const Dialog = ({ open, onClose, title, children, sheet, busy }: Props) => {
  const { t } = useTranslation();
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    if (open && !dialog.open) dialog.showModal();
    if (!open && dialog.open) dialog.close();
  }, [open]);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the dialog's own key; a click beside it is a convenience
    <dialog
      ref={ref}
      className={c.dialog}
      data-sheet={sheet || undefined}
      aria-labelledby={titleId}
      closedby={busy ? 'none' : 'closerequest'}
      // Closed by `open` alone: who opens it again at once would otherwise do so before its first close is told of.
      onCancel={(event) => {
        event.preventDefault();
        if (!busy) onClose();
      }}
      // Some browsers let a close be prevented once only, and have no `closedby`. Told of a close behind which it was opened again: nothing.
      onClose={(event) => {
        if (event.currentTarget.open) return;
        if (busy && open) event.currentTarget.showModal();
        else onClose();
      }}
      onClick={(event) => {
        if (event.target === ref.current && !busy) onClose();
      }}
    >
      <div className={c.body}>
        <header className={c.head}>
          <h2 id={titleId} className={c.title}>
            {title}
          </h2>
          <button type="button" className={c.close} aria-label={t('close')} disabled={busy} onClick={onClose}>
            <IconX size={24} stroke={1.75} aria-hidden="true" />
          </button>
        </header>
        {open && children}
      </div>
    </dialog>
  );
};
