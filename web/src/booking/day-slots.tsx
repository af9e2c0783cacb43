import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/use-language';
import { dayText, type InstantText, momentText, timeText } from '../time/format';
import c from './slot-picker.module.css';
import { type FreeDay, halves } from './slots';

type SlotProps = { start: InstantText; timeZone: string; onPick: (startsAt: InstantText) => void };

/** One free slot. Its name is the whole moment, so that a list of buttons can be understood on its own. */
export const SlotButton = ({ start, timeZone, onPick }: SlotProps) => {
  const language = useLanguage();
  return (
    <button
      type="button"
      className={c.slot}
      aria-label={momentText(start, timeZone, language)}
      data-starts-at={start}
      onClick={() => onPick(start)}
    >
      {timeText(start, timeZone, language)}
    </button>
  );
};

type Props = { day: FreeDay; timeZone: string; onPick: (startsAt: InstantText) => void };

/** The free slots of one day, morning then afternoon. */
export const DaySlots = ({ day, timeZone, onPick }: Props) => {
  const { t } = useTranslation('booking');
  const language = useLanguage();
  const { morning, afternoon } = halves(day.starts, timeZone);
  const parts = [
    { name: t('picker.morning'), starts: morning },
    { name: t('picker.afternoon'), starts: afternoon },
  ];
  return (
    <div className={c.day}>
      <h4 className={c.dayName}>{dayText(day.day, language)}</h4>
      {parts.map(
        (part) =>
          part.starts.length > 0 && (
            <section key={part.name} aria-label={`${dayText(day.day, language)}, ${part.name}`}>
              <p className={c.half} aria-hidden="true">
                {part.name}
              </p>
              <div className={c.daySlots}>
                {part.starts.map((start) => (
                  <SlotButton key={start} start={start} timeZone={timeZone} onPick={onPick} />
                ))}
              </div>
            </section>
          ),
      )}
    </div>
  );
};
