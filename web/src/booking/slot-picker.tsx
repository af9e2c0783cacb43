import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/use-language';
import {
  type DayText,
  dayHead,
  dayOf,
  dayText,
  type InstantText,
  momentText,
  mondayOf,
  weekBounds,
} from '../time/format';
import { now } from '../time/server-time';
import { DaySlots } from './day-slots';
import { zoneName } from './place';
import c from './slot-picker.module.css';
import { elsewhere, type FreeDay, firstFree, mondaysOf, nextFreeDay, shownWeekdays, weekOf } from './slots';
import { WeekGrid } from './week-grid';

type Props = { days: readonly FreeDay[]; timeZone: string; onPick: (startsAt: InstantText) => void };

/** Free slots by week: columns on a wide screen, one day at a time on a phone. The first free slot is one tap away. */
export const SlotPicker = ({ days, timeZone, onPick }: Props) => {
  const { t } = useTranslation('booking');
  const language = useLanguage();
  const wide = useMediaQuery('(min-width: 48em)', true, { getInitialValueInEffect: false });
  const mondays = useMemo(() => mondaysOf(days), [days]);
  const weekdays = useMemo(() => shownWeekdays(days), [days]);
  const first = firstFree(days);
  const firstDay = first ? dayOf(first, timeZone) : (days[0]?.day ?? dayOf(now(), timeZone));
  const [picked, setPicked] = useState<DayText>();
  const day = picked ?? firstDay;
  const monday = mondayOf(day);
  const week = useMemo(() => weekOf(days, monday, weekdays), [days, monday, weekdays]);
  const index = mondays.indexOf(monday);

  const goToWeek = (next: DayText | undefined) => {
    if (!next) return;
    const open = weekOf(days, next, weekdays).find((d) => d.starts.length > 0);
    setPicked(open?.day ?? next);
  };

  if (!first) return <p className={c.none}>{t('picker.full')}</p>;

  const last = week.at(-1)?.day ?? monday;
  const later = nextFreeDay(days, wide ? last : day);
  const weekEmpty = week.every((d) => d.starts.length === 0);
  const shown = week.find((d) => d.day === day);
  return (
    <div className={c.picker}>
      <Button size="md" className={c.first} onClick={() => onPick(first)}>
        {t('picker.first', { moment: momentText(first, timeZone, language) })}
      </Button>
      {elsewhere(first, timeZone) && <p className={c.zone}>{t('picker.zone', { zone: zoneName(timeZone) })}</p>}
      <div className={c.weekBar}>
        <button
          type="button"
          className={c.arrow}
          aria-label={t('picker.previousWeek')}
          disabled={index <= 0}
          onClick={() => goToWeek(mondays[index - 1])}
        >
          <IconChevronLeft size={24} aria-hidden="true" />
        </button>
        <h3 className={c.weekName} aria-live="polite">
          {t('picker.week', weekBounds(monday, language))}
        </h3>
        <button
          type="button"
          className={c.arrow}
          aria-label={t('picker.nextWeek')}
          disabled={index < 0 || index >= mondays.length - 1}
          onClick={() => goToWeek(mondays[index + 1])}
        >
          <IconChevronRight size={24} aria-hidden="true" />
        </button>
      </div>
      {wide ? (
        !weekEmpty && <WeekGrid week={week} timeZone={timeZone} onPick={onPick} />
      ) : (
        <>
          <div className={c.strip}>
            {week.map((d) => (
              <StripDay key={d.day} day={d} chosen={d.day === day} onChoose={() => setPicked(d.day)} />
            ))}
          </div>
          {shown && shown.starts.length > 0 && <DaySlots day={shown} timeZone={timeZone} onPick={onPick} />}
        </>
      )}
      {(wide ? weekEmpty : !shown || shown.starts.length === 0) && (
        <div className={c.none}>
          <p>{wide ? t('picker.noneThisWeek') : t('picker.noneThisDay')}</p>
          {later && (
            <Button variant="default" onClick={() => setPicked(later)}>
              {t('picker.nextFreeDay', { day: dayText(later, language) })}
            </Button>
          )}
        </div>
      )}
    </div>
  );
};

const StripDay = ({ day, chosen, onChoose }: { day: FreeDay; chosen: boolean; onChoose: () => void }) => {
  const { t } = useTranslation('booking');
  const language = useLanguage();
  const head = dayHead(day.day, language);
  const count = day.starts.length;
  return (
    <button
      type="button"
      className={c.stripDay}
      aria-pressed={chosen}
      data-empty={count === 0 || undefined}
      aria-label={`${dayText(day.day, language)}, ${t('picker.free', { count })}`}
      onClick={onChoose}
    >
      <span>{head.weekday}</span>
      <strong>{Number(day.day.slice(8))}</strong>
      <span className={c.dot} aria-hidden="true" />
    </button>
  );
};
