import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef } from 'react';
import c from './components.module.css';

type Props = {
  tone: 'info' | 'success' | 'warning' | 'danger';
  title?: string;
  children?: ReactNode;
  /** Takes the focus when it appears: the answer to what the person just did. */
  focus?: boolean;
  /** Read out when it appears, without moving the focus. */
  live?: boolean;
  /** Its title heads what is inside, in the outline of the page. */
  heads?: boolean;
};

const icons = {
  info: IconInfoCircle,
  success: IconCircleCheck,
  warning: IconAlertTriangle,
  danger: IconAlertTriangle,
};

export const Notice = ({ tone, title, children, focus, live, heads }: Props) => {
  const Icon = icons[tone];
  const head = useRef<HTMLParagraphElement & HTMLHeadingElement>(null);
  const Title = heads ? 'h2' : 'p';
  useEffect(() => {
    if (focus) head.current?.focus();
  }, [focus]);
  return (
    <div className={c.notice} data-tone={tone} role={live ? (tone === 'danger' ? 'alert' : 'status') : undefined}>
      <Icon size={24} stroke={1.75} aria-hidden="true" />
      <div className={c.noticeBody}>
        {title && (
          <Title className={c.noticeTitle} ref={head} tabIndex={focus ? -1 : undefined}>
            {title}
          </Title>
        )}
        {children}
      </div>
    </div>
  );
};
