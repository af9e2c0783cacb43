import type { Availability, Office } from '../api/offices';
import { keepDraft, newKey, readDraft } from '../booking/draft';
import { addressOf, zoneName } from '../booking/place';
import picker from '../booking/slot-picker.module.css';
import { elsewhere, type FreeDay, firstFree, halves, shownWeekdays, weekOf } from '../booking/slots';
import { chosenLanguage } from '../i18n/chosen-language';
import type texts from '../i18n/fr/booking.json';
import type { Language } from '../i18n/i18n';
import {
  type DayText,
  dayHead,
  dayOf,
  dayText,
  type InstantText,
  momentText,
  mondayOf,
  timeText,
  weekBounds,
} from '../time/format';
import { freeDays } from '../time/free-days';
import { askEarly } from './answers';
import { element, filled } from './element';
import { loadTexts } from './texts';

type Texts = typeof texts;

/**
 * The page of an office as it is first seen (`/officine/…`): who it is, and its first free slots. Laid out as the application lays
 * out the same things a moment later, so that nothing moves under a finger. A slot that is chosen already is kept as a booking
 * begun, where the application finds it.
 */
export const paintOffice = async (pathname: string): Promise<void> => {
  const officeId = /^\/officine\/([^/]+)\/?$/.exec(pathname)?.[1];
  if (!officeId) return;
  const language = chosenLanguage();
  const path = `/api/offices/${officeId}`;
  const { from, to } = freeDays();
  const [office, availability, texts] = await Promise.all([
    askEarly<Office>(path),
    askEarly<Availability>(`${path}/availability?from=${from}&to=${to}`),
    loadTexts<Texts>('booking'),
  ]);
  const place = document.querySelector('.early-office');
  // Whatever is not the usual case is left to the application.
  if (!place || !texts || !office?.profile || !office.bookable || office.profile.bookingMode === 'A') return;
  const first = availability && firstFree(availability.days);
  if (!first || readDraft(office.officeId)) return;
  const { days, timeZone } = availability;

  const pick = (button: HTMLButtonElement, startsAt: InstantText): void => {
    keepDraft(office.officeId, { startsAt, reason: '', phone: '', key: newKey() });
    for (const other of place.querySelectorAll('button[aria-pressed]')) other.removeAttribute('aria-pressed');
    button.setAttribute('aria-pressed', 'true');
  };
  const button = (className: string, name: string, startsAt: InstantText, text: string): HTMLButtonElement => {
    const made: HTMLButtonElement = element(
      'button',
      { type: 'button', className, ariaLabel: name, onclick: () => pick(made, startsAt) },
      text,
    );
    return made;
  };
  const slot = (start: InstantText): HTMLButtonElement =>
    button(picker.slot ?? '', momentText(start, timeZone, language), start, timeText(start, timeZone, language));

  const day = dayOf(first, timeZone);
  const firstText = filled(texts.picker.first, { moment: momentText(first, timeZone, language) });
  place.replaceChildren(
    element('h1', {}, `${office.firstName} ${office.lastName}`),
    element(
      'p',
      { className: 'early-lead' },
      element('span', { className: 'early-function' }, office.mainFunction),
      element('span', { className: 'early-address' }, addressOf(office)),
    ),
    element('h2', {}, texts.office.choose),
    ...(office.profile.visitKinds ? [element('p', { className: 'early-kinds' }, office.profile.visitKinds)] : []),
    element(
      'div',
      { className: picker.picker },
      button('early-first', firstText, first, firstText),
      ...(elsewhere(first, timeZone) ? [zoneNote(texts, timeZone)] : []),
      ...weekOfDay(texts, language, days, day),
      dayOfSlots(texts, language, timeZone, days, day, slot),
    ),
  );
};

const zoneNote = (texts: Texts, timeZone: string): HTMLElement =>
  element('p', { className: picker.zone }, filled(texts.picker.zone, { zone: zoneName(timeZone) }));

/** The week's name and days, which can be turned a moment later. */
const weekOfDay = (texts: Texts, language: Language, days: readonly FreeDay[], day: DayText): HTMLElement[] => {
  const monday = mondayOf(day);
  const arrow = (text: string) =>
    element('button', { type: 'button', className: picker.arrow, disabled: true, ariaHidden: 'true' }, text);
  const name = element('h3', { className: 'early-week' }, filled(texts.picker.week, weekBounds(monday, language)));
  const strip = weekOf(days, monday, shownWeekdays(days)).map((shown) => {
    const stripDay = element(
      'div',
      { className: picker.stripDay, ariaPressed: String(shown.day === day) },
      element('span', {}, dayHead(shown.day, language).weekday),
      element('strong', {}, String(Number(shown.day.slice(8)))),
      element('span', { className: picker.dot }),
    );
    if (shown.starts.length === 0) stripDay.dataset.empty = '';
    return stripDay;
  });
  return [
    element('div', { className: picker.weekBar }, arrow('‹'), name, arrow('›')),
    element('div', { className: `${picker.strip} early-narrow`, ariaHidden: 'true' }, ...strip),
  ];
};

/** The free slots of the first day that has some. */
const dayOfSlots = (
  texts: Texts,
  language: Language,
  timeZone: string,
  days: readonly FreeDay[],
  day: DayText,
  slot: (start: InstantText) => HTMLElement,
): HTMLElement => {
  const { morning, afternoon } = halves(days.find((one) => one.day === day)?.starts ?? [], timeZone);
  const half = (name: string, starts: readonly InstantText[]): HTMLElement[] =>
    starts.length === 0
      ? []
      : [
          element(
            'section',
            { ariaLabel: `${dayText(day, language)}, ${name}` },
            element('p', { className: picker.half, ariaHidden: 'true' }, name),
            element('div', { className: picker.daySlots }, ...starts.map(slot)),
          ),
        ];
  return element(
    'div',
    { className: `${picker.day} early-narrow` },
    element('h4', { className: picker.dayName }, dayText(day, language)),
    ...half(texts.picker.morning, morning),
    ...half(texts.picker.afternoon, afternoon),
  );
};
