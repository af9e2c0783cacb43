import type { TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import c from './components.module.css';

/** What a list says when nothing is in it: why, and the next step. */
export const Empty = ({
  icon: Icon,
  children,
  action,
}: {
  icon: TablerIcon;
  children: ReactNode;
  action?: ReactNode;
}) => (
  <div className={c.empty}>
    <Icon size={36} stroke={1.5} aria-hidden="true" />
    <p>{children}</p>
    {action}
  </div>
);
