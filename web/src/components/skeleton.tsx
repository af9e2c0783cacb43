import { type CSSProperties, type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import c from './components.module.css';

/** Shows its children once a wait has lasted 300 ms: shorter ones pass without a flicker. */
export const AfterAWhile = ({ children }: { children: ReactNode }) => {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return late ? children : null;
};

type BoneProps = { width?: string; height?: string };

export const Bone = ({ width = '100%', height = '1.2em' }: BoneProps) => (
  <span className={c.bone} style={{ width, height } satisfies CSSProperties} />
);

/** The outline of a list that is on its way. */
export const ListSkeleton = ({ rows = 4, height = '4.5rem' }: { rows?: number; height?: string }) => {
  const { t } = useTranslation();
  return (
    <AfterAWhile>
      <div className={c.bones} role="status">
        <span className={c.hidden}>{t('states.loading')}</span>
        {Array.from({ length: rows }, (_, row) => row).map((row) => (
          <Bone key={row} height={height} />
        ))}
      </div>
    </AfterAWhile>
  );
};

export const PageSkeleton = () => (
  <AfterAWhile>
    <div className={c.bones} aria-hidden="true">
      <Bone width="min(22rem, 70%)" height="2.2rem" />
      <Bone width="min(36rem, 90%)" />
      <Bone height="8rem" />
      <Bone height="8rem" />
    </div>
  </AfterAWhile>
);
