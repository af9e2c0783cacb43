import { useTranslation } from 'react-i18next';
import type { PlanningDay } from '../api/staff';
import { useLanguage } from '../i18n/use-language';
import c from '../settings/settings.module.css';
import { dayText, timeText } from '../time/format';
import { checkWeek, type HalfCheck } from './week-check';

export const WeekCheck = ({ days, timeZone }: { days: readonly PlanningDay[]; timeZone: string }) => {
  const { t } = useTranslation('staff');
  const language = useLanguage();
  const half = (check: HalfCheck) =>
    check
      ? t('settings.fromTo', {
          from: timeText(check.start, timeZone, language),
          to: timeText(check.end, timeZone, language),
        })
      : t('settings.notWorked');
  return (
    <table className={c.week}>
      <thead>
        <tr>
          <th scope="col">{t('settings.week.day')}</th>
          <th scope="col">{t('settings.week.morning')}</th>
          <th scope="col">{t('settings.week.afternoon')}</th>
          <th scope="col">{t('generation.count')}</th>
        </tr>
      </thead>
      <tbody>
        {checkWeek(days, timeZone).map((day) => (
          <tr key={day.day}>
            <th scope="row">{dayText(day.day, language)}</th>
            <td data-off={!day.morning || undefined}>{half(day.morning)}</td>
            <td data-off={!day.afternoon || undefined}>{half(day.afternoon)}</td>
            <td>{day.count}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
