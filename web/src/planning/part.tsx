import type { ReactNode, Ref } from 'react';
import c from './planning.module.css';

/** `tools` stand under the title, where their users look for them; `list` is what scrolls. */
type Props = { id: string; title: string; tools?: ReactNode; list?: Ref<HTMLElement>; children: ReactNode };

/** A part of the planning: its title, and what scrolls under it. */
export const Part = ({ id, title, tools, list, children }: Props) => (
  <div className={c.part}>
    <h2 id={id} className={c.heading}>
      {title}
    </h2>
    {tools}
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by the keyboard */}
    <section className={c.scroll} aria-labelledby={id} tabIndex={0} ref={list}>
      {children}
    </section>
  </div>
);
