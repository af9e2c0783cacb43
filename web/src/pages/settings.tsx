import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { type MyOffice, type Settings, settingsQuery, settingsVersionsQuery } from '../api/staff';
import { Loaded } from '../components/loaded';
import { Notice } from '../components/notice';
import { Page } from '../components/page';
import { useLanguage } from '../i18n/use-language';
import { SettingsView } from '../settings/settings-view';
import { OfficeScope } from '../staff/office-scope';
import c from '../staff/staff.module.css';
import { dateText, dayOf, dayText, timeText } from '../time/format';
import { now } from '../time/server-time';

export const Component = () => {
  const { t } = useTranslation('staff');
  return (
    <Page title={t('settings.title')} lead={t('settings.lead')}>
      <OfficeScope>{(office) => <View key={office.officeId} office={office} />}</OfficeScope>
    </Page>
  );
};

/** Set by the edit form when it has just saved. */
type Saved = { saved: true; effectiveFrom: string | null };
const savedState = (state: unknown): Saved | undefined =>
  typeof state === 'object' && state !== null && 'saved' in state ? (state as Saved) : undefined;

const View = ({ office }: { office: MyOffice }) => {
  const { t } = useTranslation('staff');
  const language = useLanguage();
  const settings = useQuery(settingsQuery(office.officeId));
  const saved = savedState(useLocation().state);
  const owner = office.relation === 'owner';
  return (
    <>
      {saved && (
        <Notice tone="success" title={t('settings.saved')} live focus>
          {saved.effectiveFrom ? (
            <p>
              {t('settings.effective', {
                day: dayText(saved.effectiveFrom, language, dayOf(now(), 'Europe/Paris')),
              })}
            </p>
          ) : (
            <>
              <p>{t('settings.next')}</p>
              <Button component={Link} to="/generation">
                {t('settings.toGeneration')}
              </Button>
            </>
          )}
        </Notice>
      )}
      <Loaded query={settings}>
        {(all) => (
          <>
            {all.version === 0 && <Notice tone="info" title={t('settings.never')} />}
            {owner && (
              <div>
                <Button component={Link} to="/parametrage/modifier">
                  {t('settings.edit')}
                </Button>
              </div>
            )}
            <SettingsView settings={all} />
            {all.version > 0 && <Versions settings={all} />}
          </>
        )}
      </Loaded>
    </>
  );
};

/** The form’s own label of a field. */
const labelOf = (field: string) =>
  field === 'teleconsultationPriceCents'
    ? 'settings.fields.teleconsultationPrice'
    : (`settings.fields.${field}` as 'settings.fields.city');

const Versions = ({ settings }: { settings: Settings }) => {
  const { t } = useTranslation('staff');
  const language = useLanguage();
  const versions = useQuery(settingsVersionsQuery(settings.officeId));
  const changes = (changed: readonly string[]) =>
    changed.length > 0
      ? t('settings.changed', { fields: changed.map((field) => t(labelOf(field))).join(' · ') })
      : t('settings.unchanged');
  if (!versions.data?.length) return null;
  return (
    <section className={c.section} aria-labelledby="versions">
      <h2 id="versions" className={c.heading}>
        {t('settings.versions')}
      </h2>
      <ul className={c.list}>
        {versions.data.slice(0, 10).map((version) => (
          <li key={version.version} className={c.quiet}>
            {t('settings.version', {
              number: version.version,
              date: dateText(dayOf(version.savedAt, settings.timeZone), language),
              time: timeText(version.savedAt, settings.timeZone, language),
              author: version.author
                ? `${version.author.firstName} ${version.author.lastName}`
                : t('settings.formerAuthor'),
            })}
            <br />
            {version.version === 1 ? t('settings.firstSave') : changes(version.changed)}
          </li>
        ))}
      </ul>
    </section>
  );
};
