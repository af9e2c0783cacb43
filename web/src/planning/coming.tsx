import { type ReactNode, useDeferredValue, useLayoutEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Planning } from '../api/staff';
import { takeEarlyScroll } from '../early/scroll';
import { useLanguage } from '../i18n/use-language';
import { dayText } from '../time/format';
import { UnavailableLine, VisitLine } from './lines';
import { openOn } from './open-on';
import { Part } from './part';
import c from './planning.module.css';
import { comingByDay, currentVisit, isOver, nextVisit, seenFirst } from './rows';
import { usePrinting } from './use-printing';

type Props = { planning: Planning; now: number; glowing: ReadonlySet<string>; tools: ReactNode };

/** First part: today and the days that follow. It opens on the visit of the moment; today's finished ones are above it. */
export const Coming = ({ planning, now, glowing, tools }: Props) => {
  const { t } = useTranslation('staff');
  const language = useLanguage();
  const { coming, blocks, timeZone, today } = planning;
  const all = useMemo(() => ({ coming, untilMs: Infinity }), [coming]);
  // What is not seen yet is rendered once the page answers: a phone takes seconds for hundreds of lines. Paper shows all of it.
  const later = useDeferredValue(all, seenFirst(coming, now, innerHeight));
  const shown = usePrinting() ? all : later;
  const days = useMemo(() => comingByDay(shown, blocks, timeZone), [shown, blocks, timeZone]);
  const scroll = useRef<HTMLElement>(null);
  const opened = useRef(false);
  const current = currentVisit(coming, now);
  const anchor = (current ?? nextVisit(coming, now))?.appointmentId;

  // Before it is painted, so that nothing jumps.
  useLayoutEffect(() => {
    const list = scroll.current;
    const early = takeEarlyScroll();
    if (!list || early === undefined) return;
    opened.current = true;
    list.scrollTop = early;
  }, []);

  useLayoutEffect(() => {
    const list = scroll.current;
    if (opened.current || !list || !anchor) return;
    opened.current = true;
    openOn(list, anchor);
  }, [anchor]);

  return (
    <Part id="coming" title={t('planning.coming')} tools={tools} list={scroll}>
      {days.length === 0 && <p className={c.nothing}>{t('planning.comingEmpty')}</p>}
      {days.map(({ day, rows }) => (
        <section key={day} className={c.day} aria-label={dayText(day, language)}>
          <h3 className={c.dayHead} data-today={day === today || undefined}>
            {day === today ? t('planning.today', { day: dayText(day, language) }) : dayText(day, language)}
          </h3>
          <ul className={c.lines}>
            {rows.map((row) =>
              row.kind === 'visit' ? (
                <VisitLine
                  key={row.key}
                  visit={row.visit}
                  timeZone={timeZone}
                  tone={day === today ? 'today' : 'later'}
                  over={isOver(row.visit, now)}
                  current={row.visit === current}
                  glowing={glowing.has(row.key)}
                />
              ) : (
                <UnavailableLine key={row.key} row={row} timeZone={timeZone} />
              ),
            )}
          </ul>
        </section>
      ))}
      {shown.untilMs < Infinity && <p className={c.nothing}>{t('planning.comingMore')}</p>}
    </Part>
  );
};
