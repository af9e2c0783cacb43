import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { scheduleQuery, settingsQuery } from '../api/staff';
import { Loaded } from '../components/loaded';
import { Page } from '../components/page';
import { SettingsForm } from '../settings/settings-form';
import { OfficeScope } from '../staff/office-scope';

export const Component = () => {
  const { t } = useTranslation('staff');
  return (
    <Page title={t('settings.editTitle')} lead={t('settings.editLead')}>
      <OfficeScope ownerOnly>{(office) => <Edit key={office.officeId} officeId={office.officeId} />}</OfficeScope>
    </Page>
  );
};

const Edit = ({ officeId }: { officeId: string }) => {
  // The form is filled once, from what stands now; what others save meanwhile is refused on saving, never mixed in.
  const settings = useQuery({
    ...settingsQuery(officeId),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnMount: 'always',
  });
  const schedule = useQuery(scheduleQuery(officeId));
  return (
    <Loaded query={settings}>
      {(all) =>
        settings.isFetchedAfterMount ? <SettingsForm key={all.version} settings={all} schedule={schedule.data} /> : null
      }
    </Loaded>
  );
};
