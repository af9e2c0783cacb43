import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Settings } from '../api/staff';
import { useLanguage } from '../i18n/use-language';
import { wallTimeText, weekdayText } from '../time/format';
import { priceText } from './form-values';
import c from './settings.module.css';

/** The settings to read, apart from the form, so that nothing can be changed by inadvertence. */
export const SettingsView = ({ settings }: { settings: Settings }) => {
  const { t } = useTranslation(['staff', 'common']);
  const yesNo = (value: boolean) => (value ? t('common:yes') : t('common:no'));
  const price = priceText(settings.teleconsultationPriceCents);
  return (
    <div className={c.view}>
      <Group title={t('settings.groups.practice')}>
        <Item name={t('settings.fields.specialities')} wide>
          {settings.specialities}
        </Item>
        <Item name={t('settings.fields.conventionType')}>{settings.conventionType}</Item>
        <Item name={t('settings.fields.vitaleCard')}>{yesNo(settings.vitaleCard)}</Item>
        <Item name={t('settings.fields.paymentMeans')}>{settings.paymentMeans.join('\n')}</Item>
      </Group>
      <Group title={t('settings.groups.place')}>
        <Item name={t('settings.fields.street')}>{settings.street}</Item>
        <Item name={t('settings.fields.place')}>{`${settings.postalCode} ${settings.city}`.trim()}</Item>
        <Item name={t('settings.fields.timeZone')}>{settings.timeZone}</Item>
        <Item name={t('settings.fields.transport')}>{settings.transport}</Item>
        <Item name={t('settings.fields.access')}>{settings.access}</Item>
        <Item name={t('settings.fields.secretariatPhone')}>{settings.secretariatPhone}</Item>
      </Group>
      <Group title={t('settings.groups.visits')}>
        <Item name={t('settings.fields.visitKinds')} wide>
          {settings.visitKinds}
        </Item>
        <Item name={t('settings.fields.bookingMode')}>{t(`settings.bookingMode.${settings.bookingMode}`)}</Item>
        <Item name={t('settings.fields.reasonMode')}>{t(`settings.reasonMode.${settings.reasonMode}`)}</Item>
        <Item name={t('settings.fields.patientsMayCancel')}>{yesNo(settings.patientsMayCancel)}</Item>
        {settings.patientsMayCancel && (
          <Item name={t('settings.fields.cancelCutoffHours')}>
            {t('settings.hours', { count: settings.cancelCutoffHours })}
          </Item>
        )}
      </Group>
      <Group title={t('settings.groups.planning')}>
        <Item name={t('settings.fields.windowDays')}>{t('settings.days', { count: settings.windowDays })}</Item>
        <Item name={t('settings.fields.visitMinutes')}>
          {settings.visitMinutes > 0 ? t('settings.minutes', { count: settings.visitMinutes }) : ''}
        </Item>
        <Item name={t('settings.fields.weeklyHours')} wide>
          <WeekTable settings={settings} />
        </Item>
      </Group>
      <Group title={t('settings.groups.tele')}>
        <Item name={t('settings.fields.teleconsultationPrice')}>{price && `${price} €`}</Item>
        <Item name={t('settings.fields.bankDetails')}>{settings.bankDetails}</Item>
      </Group>
    </div>
  );
};

const Group = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className={c.viewGroup}>
    <h2 className={c.groupTitle}>{title}</h2>
    <dl className={c.items}>{children}</dl>
  </section>
);

const Item = ({ name, wide, children }: { name: string; wide?: boolean; children: ReactNode }) => {
  const { t } = useTranslation('staff');
  return (
    <div className={wide ? `${c.item} ${c.wide}` : c.item}>
      <dt>{name}</dt>
      <dd>{children || <span className={c.quiet}>{t('settings.blank')}</span>}</dd>
    </div>
  );
};

const WeekTable = ({ settings }: { settings: Settings }) => {
  const { t } = useTranslation('staff');
  const language = useLanguage();
  const half = (period: { start: string; end: string } | null | undefined) =>
    period
      ? t('settings.fromTo', { from: wallTimeText(period.start, language), to: wallTimeText(period.end, language) })
      : t('settings.notWorked');
  return (
    <table className={c.week}>
      <thead>
        <tr>
          <th scope="col">{t('settings.week.day')}</th>
          <th scope="col">{t('settings.week.morning')}</th>
          <th scope="col">{t('settings.week.afternoon')}</th>
        </tr>
      </thead>
      <tbody>
        {[1, 2, 3, 4, 5, 6, 7].map((weekday) => {
          const day = settings.weeklyHours.find((d) => d.weekday === weekday);
          return (
            <tr key={weekday}>
              <th scope="row">{weekdayText(weekday, language)}</th>
              <td data-off={!day?.morning || undefined}>{half(day?.morning)}</td>
              <td data-off={!day?.afternoon || undefined}>{half(day?.afternoon)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
};
