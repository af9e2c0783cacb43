import {
  IconAlertTriangle,
  IconBan,
  IconCalendarDue,
  IconCash,
  IconCheck,
  IconChevronDown,
  IconClock,
  type TablerIcon,
} from '@tabler/icons-react';
import { memo, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlanningVisit } from '../api/staff';
import { useLanguage } from '../i18n/use-language';
import { timeText } from '../time/format';
import { isAlarm, marksOf, nameOf, planningLine, type Tone } from './line';
import c from './line.module.css';
import { PhoneActions } from './phone-actions';
import type { UnavailableRow } from './rows';

const icons: Record<Tone, TablerIcon> = {
  today: IconClock,
  later: IconCalendarDue,
  past: IconCheck,
  alarm: IconAlertTriangle,
};

type Props = {
  visit: PlanningVisit;
  timeZone: string;
  tone: Tone;
  over?: boolean;
  current?: boolean;
  glowing?: boolean;
};

/** One visit: the line as practitioners know it, its state in a word, and its actions under the thumb. */
export const VisitLine = memo(({ visit, timeZone, tone, over, current, glowing }: Props) => {
  const { t } = useTranslation('staff');
  const language = useLanguage();
  const [open, setOpen] = useState(false);
  const actions = useId();
  const Icon = over && tone !== 'alarm' ? IconCheck : icons[tone];
  const line = planningLine(visit, timeZone, language);
  return (
    <li
      className={c.line}
      data-tone={tone}
      data-visit={visit.appointmentId}
      data-current={current || undefined}
      data-glow={glowing || undefined}
      aria-current={current ? 'true' : undefined}
    >
      <Icon className={c.lineIcon} size={22} stroke={1.75} aria-hidden="true" />
      <div className={c.lineText}>
        <span className={c.lineWords}>{line}</span>
        <span className={c.marks}>
          {marksOf(visit, { current, over, tone }).map((mark) => (
            <span key={mark} className={c.mark} data-alarm={isAlarm(mark) || undefined}>
              {mark === 'unpaid' && <IconCash size={18} aria-hidden="true" />}
              {t(`planning.marks.${mark}`)}
            </span>
          ))}
        </span>
      </div>
      {visit.phone && (
        <button
          type="button"
          className={c.lineMore}
          aria-expanded={open}
          aria-controls={actions}
          aria-label={t('planning.actions', { line })}
          onClick={() => setOpen(!open)}
        >
          <IconChevronDown size={24} aria-hidden="true" />
        </button>
      )}
      {visit.phone && (
        <div id={actions} className={c.lineActions} hidden={!open}>
          {/* Of hundreds of lines a few are opened. */}
          {open && <PhoneActions phone={visit.phone} name={nameOf(visit)} />}
        </div>
      )}
    </li>
  );
});

/** A slot that staff keep for themselves; more than one in a row show as the first and the last. */
export const UnavailableLine = ({ row, timeZone }: { row: UnavailableRow; timeZone: string }) => {
  const { t } = useTranslation('staff');
  const language = useLanguage();
  const time = timeText(row.startsAt, timeZone, language);
  const what = row.label ? t('planning.unavailableFor', { label: row.label }) : t('planning.unavailable');
  return (
    <li className={c.line} data-tone="unavailable">
      <IconBan className={c.lineIcon} size={22} stroke={1.75} aria-hidden="true" />
      <div className={c.lineText}>
        <span className={c.lineWords}>{t(`planning.block.${row.part}`, { what, time })}</span>
      </div>
    </li>
  );
};
