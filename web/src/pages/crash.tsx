import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { isRouteErrorResponse, useRouteError } from 'react-router';
import { Page } from '../components/page';
import { NotFound } from './not-found';

/** Something broke while the page was shown. Mostly a new release: the parts of the old one are gone, and a reload mends it. */
export const Crash = () => {
  const { t } = useTranslation();
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFound />;
  return (
    <Page title={t('crash.title')} lead={t('crash.lead')}>
      <div>
        <Button onClick={() => location.reload()}>{t('crash.reload')}</Button>
      </div>
      <p>{t('crash.more')}</p>
    </Page>
  );
};
