import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from './page';

/**
 * Shows what to do when a page breaks. Mostly a new release: the parts of the old one are gone, and a reload mends it.
 * `place` names where we are: going elsewhere gives the next page its chance.
 */
export class CrashBoundary extends Component<{ place: string; children: ReactNode }, { failedAt: string | undefined }> {
  override state: { failedAt: string | undefined } = { failedAt: undefined };

  static getDerivedStateFromError(): { failedAt: string } {
    return { failedAt: location.pathname };
  }

  override render(): ReactNode {
    return this.state.failedAt === this.props.place ? <Crashed /> : this.props.children;
  }
}

const Crashed = () => {
  const { t } = useTranslation();
  return (
    <Page title={t('crash.title')} lead={t('crash.lead')}>
      <div>
        <Button onClick={() => location.reload()}>{t('crash.reload')}</Button>
      </div>
      <p>{t('crash.more')}</p>
    </Page>
  );
};
