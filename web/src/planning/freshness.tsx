import { IconCloudOff, IconRefreshDot } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/use-language';
import { timeText } from '../time/format';
import c from './planning.module.css';
import type { LiveState } from './use-live';

type Props = { at: number; now: number; failed: boolean; live: LiveState; timeZone: string };

/** How fresh the page is. Without network it says so, and how old what it shows is. */
export const Freshness = ({ at, now, failed, live, timeZone }: Props) => {
  const { t } = useTranslation('staff');
  const language = useLanguage();
  const time = timeText(at, timeZone, language);
  const age = Math.floor(Math.max(0, now - at) / 60_000);
  if (failed) {
    return (
      <p className={c.stale} role="status">
        <IconCloudOff size={22} stroke={1.75} aria-hidden="true" />
        {age < 1 ? t('planning.offline', { time }) : t('planning.offlineAge', { time, count: age })}
      </p>
    );
  }
  return (
    <p className={c.fresh}>
      <IconRefreshDot size={20} stroke={1.75} aria-hidden="true" />
      {live === 'live' ? t('planning.live') : t('planning.polled', { time })}
    </p>
  );
};
