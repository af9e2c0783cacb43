import ban from 'drawing:IconBan';
import calendar from 'drawing:IconCalendarDue';
import cash from 'drawing:IconCash';
import check from 'drawing:IconCheck';
import clock from 'drawing:IconClock';
import type { Planning, PlanningVisit } from '../../api/staff';
import type { Language } from '../../i18n/i18n';
import { isAlarm, marksOf, planningLine, type Tone } from '../../planning/line';
import c from '../../planning/line.module.css';
import style from '../../planning/planning.module.css';
import { comingByDay, type DayRows, isOver, type Seen, seenFirst, type UnavailableRow } from '../../planning/rows';
import { dayText, timeText } from '../../time/format';
import { element, filled } from '../element';
import type { FirstPlanning } from '../planning-questions';
import { icon } from './icon';

/** What the parts of the page are made with. */
export interface Shown {
  planning: Planning;
  readMs: number;
  now: number;
  current: PlanningVisit | undefined;
  next: PlanningVisit | undefined;
  texts: FirstPlanning['texts']['planning'];
  language: Language;
}

/** The list of visits to come. */
export const listOf = (shown: Shown): HTMLElement => {
  const list = element('section', { className: style.scroll, ariaLabel: shown.texts.coming, tabIndex: 0 });
  fillList(list, shown, seenFirst(shown.planning.coming, shown.now, innerHeight));
  return list;
};

/** Shows so much of what is to come, and says so when it is not all. */
export const fillList = (list: HTMLElement, shown: Shown, seen: Seen): void => {
  const { planning, texts } = shown;
  const days = comingByDay(seen, planning.blocks, planning.timeZone);
  const note = (text: string) => element('p', { className: style.nothing }, text);
  list.replaceChildren(
    ...(days.length === 0 ? [note(texts.comingEmpty)] : []),
    ...days.map((day) => dayOfRows(shown, day)),
    ...(seen.untilMs < Infinity ? [note(texts.comingMore)] : []),
  );
};

const dayOfRows = (shown: Shown, { day, rows }: DayRows): HTMLElement => {
  const { planning, texts, language } = shown;
  const text = dayText(day, language);
  const today = day === planning.today;
  const head = element('h3', { className: style.dayHead }, today ? filled(texts.today, { day: text }) : text);
  if (today) head.dataset.today = 'true';
  return element(
    'section',
    { className: style.day, ariaLabel: text },
    head,
    element(
      'ul',
      { className: style.lines },
      ...rows.map((row) =>
        row.kind === 'visit' ? visitLine(shown, row.visit, today ? 'today' : 'later') : unavailableLine(shown, row),
      ),
    ),
  );
};

const line = (tone: Tone | 'unavailable', drawing: string, text: string, ...more: HTMLElement[]): HTMLElement => {
  const made = element(
    'li',
    { className: c.line },
    icon(drawing, 22, 1.75, c.lineIcon),
    element('div', { className: c.lineText }, element('span', { className: c.lineWords }, text), ...more),
  );
  made.dataset.tone = tone;
  return made;
};

const visitLine = (shown: Shown, visit: PlanningVisit, tone: 'today' | 'later'): HTMLElement => {
  const { planning, now, texts, language } = shown;
  const current = visit === shown.current;
  const over = isOver(visit, now);
  const marks = marksOf(visit, { current, over, tone }).map((mark) => {
    const made = element(
      'span',
      { className: c.mark },
      ...(mark === 'unpaid' ? [icon(cash, 18)] : []),
      texts.marks[mark],
    );
    if (isAlarm(mark)) made.dataset.alarm = 'true';
    return made;
  });
  const made = line(
    tone,
    over ? check : tone === 'today' ? clock : calendar,
    planningLine(visit, planning.timeZone, language),
    element('span', { className: c.marks }, ...marks),
  );
  made.dataset.visit = visit.appointmentId;
  if (current) {
    made.dataset.current = 'true';
    made.setAttribute('aria-current', 'true');
  }
  // Its actions come with the application.
  if (visit.phone) made.append(element('span', { className: `${c.lineMore} early-absent` }));
  return made;
};

const unavailableLine = (
  { planning, texts, language }: Shown,
  { label, part, startsAt }: UnavailableRow,
): HTMLElement =>
  line(
    'unavailable',
    ban,
    filled(texts.block[part], {
      what: label ? filled(texts.unavailableFor, { label }) : texts.unavailable,
      time: timeText(startsAt, planning.timeZone, language),
    }),
  );
