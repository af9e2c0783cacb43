import { type ReactNode, useEffect, useRef } from 'react';
import c from './components.module.css';

type Props = { title: string; lead?: ReactNode; children: ReactNode; wide?: boolean; hideTitle?: boolean };

/** A page of the site: its title in the window and at the top, where the focus lands after a navigation. */
export const Page = ({ title, lead, children, wide, hideTitle }: Props) => {
  useEffect(() => {
    document.title = `${title} · Créneau`;
  }, [title]);
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // Arrived before its title was there: the focus waits on the main part, and goes on to the title.
    if (document.activeElement?.tagName === 'MAIN') head.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div className={c.page} data-wide={wide || undefined}>
      <div className={hideTitle ? c.hidden : c.pageHead}>
        <h1 className={c.title} ref={head} tabIndex={-1}>
          {title}
        </h1>
        {lead && <p className={c.lead}>{lead}</p>}
      </div>
      {children}
    </div>
  );
};
