import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Profile } from '../api/offices';
import c from './office-info.module.css';
import { dialled } from './reserved-word';

/** What a patient wants to know before she comes, in the practitioner's own words. */
export const OfficeInfo = ({ profile }: { profile: Profile }) => {
  const { t, i18n } = useTranslation('booking');
  const price = profile.teleconsultationPriceCents;
  const money = new Intl.NumberFormat(i18n.language, { style: 'currency', currency: 'EUR' });
  const cutoff = profile.cancelCutoffHours;
  return (
    <section className={c.info} aria-labelledby="office-info">
      <h2 id="office-info" className={c.heading}>
        {t('office.infoTitle')}
      </h2>
      <dl className={c.list}>
        <Item name={t('office.specialities')}>{profile.specialities}</Item>
        <Item name={t('office.length')}>{t('office.minutes', { count: profile.visitMinutes })}</Item>
        <Item name={t('office.access')}>{profile.access}</Item>
        <Item name={t('office.transport')}>{profile.transport}</Item>
        <Item name={t('office.payment')}>{profile.paymentMeans.join('\n')}</Item>
        <Item name={t('office.convention')}>{profile.conventionType}</Item>
        <Item name={t('office.vitale')}>{profile.vitaleCard ? t('office.vitaleYes') : t('office.vitaleNo')}</Item>
        <Item name={t('office.teleprice')}>{price ? money.format(price / 100) : ''}</Item>
        <Item name={t('office.cancel')}>
          {!profile.patientsMayCancel
            ? t('office.cancelNo')
            : cutoff > 0
              ? t('office.cancelUntil', { count: cutoff })
              : t('office.cancelYes')}
        </Item>
        <Item name={t('office.phone')}>
          {profile.secretariatPhone && (
            <a className={c.phone} href={dialled(profile.secretariatPhone)}>
              {profile.secretariatPhone}
            </a>
          )}
        </Item>
      </dl>
    </section>
  );
};

const Item = ({ name, children }: { name: string; children: ReactNode }) =>
  children ? (
    <div className={c.item}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  ) : null;
