import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/use-language';
import { dayHead, dayText, type InstantText } from '../time/format';
import { SlotButton } from './day-slots';
import c from './slot-picker.module.css';
import { type FreeDay, halves } from './slots';

type Props = { week: readonly FreeDay[]; timeZone: string; onPick: (startsAt: InstantText) => void };

/** As many as are shown of a half-day before somebody asks for all. */
const few = 5;

/** A week as columns: mornings in one row, afternoons in the next. */
export const WeekGrid = ({ week, timeZone, onPick }: Props) => {
  const { t } = useTranslation('booking');
  const language = useLanguage();
  const [all, setAll] = useState(false);
  const columns = useMemo(() => week.map((d) => ({ ...d, ...halves(d.starts, timeZone) })), [week, timeZone]);
  const hidden = columns.some((d) => d.morning.length > few || d.afternoon.length > few);
  return (
    <>
      <div className={c.grid} style={{ gridTemplateColumns: `repeat(${week.length}, minmax(0, 1fr))` }}>
        {columns.map((d) => {
          const head = dayHead(d.day, language);
          return (
            <section key={d.day} className={c.gridDay} aria-label={dayText(d.day, language)}>
              <p className={c.gridHead} aria-hidden="true">
                <strong>{head.weekday}</strong>
                <span>{head.date}</span>
              </p>
              <Half name={t('picker.morning')} starts={d.morning} all={all} timeZone={timeZone} onPick={onPick} />
              <Half name={t('picker.afternoon')} starts={d.afternoon} all={all} timeZone={timeZone} onPick={onPick} />
            </section>
          );
        })}
      </div>
      {(hidden || all) && (
        <Button variant="default" className={c.more} aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('picker.fewer') : t('picker.more')}
        </Button>
      )}
    </>
  );
};

type HalfProps = {
  name: string;
  starts: readonly InstantText[];
  all: boolean;
  timeZone: string;
  onPick: (startsAt: InstantText) => void;
};

const Half = ({ name, starts, all, timeZone, onPick }: HalfProps) => (
  <div className={c.gridHalf}>
    <p className={c.half}>{name}</p>
    {starts.length === 0 && <p className={c.dash}>–</p>}
    {(all ? starts : starts.slice(0, few)).map((start) => (
      <SlotButton key={start} start={start} timeZone={timeZone} onPick={onPick} />
    ))}
  </div>
);
