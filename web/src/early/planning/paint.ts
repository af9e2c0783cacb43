import copy from 'drawing:IconCopy';
import phoneDrawing from 'drawing:IconPhone';
import printer from 'drawing:IconPrinter';
import refresh from 'drawing:IconRefresh';
import refreshDot from 'drawing:IconRefreshDot';
import type { PlanningVisit } from '../../api/staff';
import { dialled } from '../../booking/reserved-word';
import { chosenLanguage } from '../../i18n/chosen-language';
import { nameOf } from '../../planning/line';
import lineStyle from '../../planning/line.module.css';
import nowStyle from '../../planning/now.module.css';
import { openOn } from '../../planning/open-on';
import style from '../../planning/planning.module.css';
import { currentVisit, isEmpty, minutesSince, nextVisit } from '../../planning/rows';
import { officeLabel } from '../../staff/chosen-office';
import { dayOf, dayText, momentText, timeText } from '../../time/format';
import { now as serverNow } from '../../time/server-time';
import { element, filled } from '../element';
import type { FirstPlanning } from '../planning-questions';
import { icon } from './icon';
import { fillList, listOf, type Shown } from './lines';
import './paint.css';

/**
 * The planning as it is first seen (`/planning`): the visit of the moment, the next one and the list of those to come, as they were
 * when the site answered, which is said. Laid out as the application lays out the same things a moment later. A number can be called
 * already; what only the application does is not there yet, or greyed. Answers what to do when the application cannot be had.
 */
export const paintPlanning = async (asked: Promise<FirstPlanning | undefined>): Promise<(() => void) | undefined> => {
  const language = chosenLanguage();
  // What formats days and times takes a while to be made: before there is something to format.
  momentText(new Date().toISOString(), Intl.DateTimeFormat().resolvedOptions().timeZone, language);
  const first = await asked;
  const place = document.querySelector('.early-planning');
  if (!place || !first || isEmpty(first.planning)) return undefined;
  const { office, several, planning, readMs, texts } = first;

  const now = serverNow();
  const current = currentVisit(planning.coming, now);
  const next = nextVisit(planning.coming, now);
  const shown: Shown = { planning, readMs, now, current, next, texts: texts.planning, language };
  const list = listOf(shown);
  const parts = element('div', { className: style.parts }, comingPart(shown, list));
  if (planning.homeVisits.text.trim()) parts.dataset.home = 'true';
  place.replaceChildren(
    element('h1', {}, texts.planning.title),
    ...(several ? [chooser(texts.scope.office, officeLabel(office))] : []),
    element('div', { className: style.planning }, ...ofTheMoment(shown), parts),
  );
  const opening = current ?? next;
  if (opening) openOn(list, opening.appointmentId);
  return () => {
    // The whole list stays, as of when it was read; of the visit of the moment nobody knows how long it is one.
    fillList(list, shown, { coming: planning.coming, untilMs: Infinity });
    place.querySelector(`.${nowStyle.now}`)?.remove();
  };
};

const chooser = (name: string, chosen: string): HTMLElement =>
  element('p', { className: 'early-chooser' }, name, element('span', {}, chosen));

/** A command that the application will bring, where it will stand. */
const command = (className: string, drawing: string, text: string): HTMLElement =>
  element(
    'button',
    { type: 'button', className: `early-command ${className}`, disabled: true, ariaHidden: 'true' },
    icon(drawing, 20, 1.75),
    text,
  );

const ofTheMoment = (shown: Shown): HTMLElement[] => {
  const { current, next } = shown;
  if (!current && !next) return [];
  return [
    element(
      'section',
      { className: nowStyle.now, ariaLabel: shown.texts.now },
      ...(current ? [currentCard(shown, current)] : []),
      ...(next ? [nextCard(shown, next, !current)] : []),
    ),
  ];
};

const currentCard = ({ planning, now, texts, language }: Shown, visit: PlanningVisit): HTMLElement => {
  const { reason, phone } = visit;
  const count = minutesSince(visit.startsAt, now);
  const late = new Intl.PluralRules(language).select(count) === 'one' ? texts.late_one : texts.late_other;
  return element(
    'div',
    { className: nowStyle.current },
    element(
      'p',
      { className: nowStyle.nowLabel },
      filled(texts.current, { time: timeText(visit.startsAt, planning.timeZone, language) }),
      ...(count > 0 ? [element('strong', { className: nowStyle.late }, filled(late, { count: String(count) }))] : []),
    ),
    element('p', { className: nowStyle.nowName }, nameOf(visit)),
    ...(reason ? [element('p', { className: nowStyle.nowReason }, reason)] : []),
    ...(phone
      ? [
          element(
            'div',
            { className: lineStyle.phone },
            element(
              'a',
              {
                className: 'early-command early-large early-call',
                href: dialled(phone),
                ariaLabel: filled(texts.callNamed, { phone, name: nameOf(visit) }),
              },
              icon(phoneDrawing, 20),
              filled(texts.call, { phone }),
            ),
            command('early-large', copy, texts.copy),
          ),
        ]
      : []),
  );
};

const nextCard = ({ planning, texts, language }: Shown, visit: PlanningVisit, large: boolean): HTMLElement => {
  const day = dayOf(visit.startsAt, planning.timeZone);
  const time = timeText(visit.startsAt, planning.timeZone, language);
  const card = element(
    'div',
    { className: nowStyle.next },
    element(
      'p',
      { className: nowStyle.nowLabel },
      day === planning.today
        ? filled(texts.nextToday, { time })
        : filled(texts.nextLater, { day: dayText(day, language), time }),
    ),
    element(
      'p',
      { className: nowStyle.nextName },
      nameOf(visit),
      ...(visit.reason ? [element('span', {}, `, ${visit.reason}`)] : []),
    ),
  );
  if (large) card.dataset.large = 'true';
  return card;
};

/** The visits to come, under what is true of them: how they were at this time. */
const comingPart = ({ planning, readMs, texts, language }: Shown, list: HTMLElement): HTMLElement =>
  element(
    'div',
    { className: style.part },
    element('h2', { className: style.heading }, texts.coming),
    element(
      'div',
      { className: style.tools },
      element(
        'p',
        { className: style.fresh },
        icon(refreshDot, 20, 1.75),
        filled(texts.polled, { time: timeText(readMs, planning.timeZone, language) }),
      ),
      command('', refresh, texts.refresh),
      command(style.print ?? '', printer, texts.print),
    ),
    list,
  );
